//! Compares each fact on a page with the spec or with another page.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value;
use tencloud_spec::{Action, Correction, Diagnostic, Fact, Field, Place, Product, Source, Types, join};

use super::action::ActionPage;
use super::errors::Code;
use super::fields::FieldRow;
use super::structures::StructureTable;
use crate::merge::{corrections_of, same_type};
use crate::samples::same;

/// What a page is compared with.
pub(super) enum Against<'a> {
    /// A file of the spec, with its path and its text.
    Spec { path: &'a str, text: &'a str },
    /// A file of the spec as an earlier page changed it.
    Page { file: &'a str },
}

/// Collects the differences between a page and a file of the spec.
pub(super) struct Comparison<'a> {
    page: &'a str,
    against: Against<'a>,
    /// Facts in which a page may differ.
    corrections: &'a [Correction],
    /// The positions of the values in the file of the spec.
    source: Option<Source>,
    found: Vec<Diagnostic>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(page: &'a str, against: Against<'a>, corrections: &'a [Correction]) -> Comparison<'a> {
        let source = match against {
            Against::Spec { text, .. } => Some(Source::new(text)),
            Against::Page { .. } => None,
        };
        Comparison { page, against, corrections, source, found: Vec::new() }
    }

    pub(super) fn finish(self) -> Vec<Diagnostic> {
        self.found
    }

    /// Reports what the page and the spec contain for one item.
    fn differ(&mut self, line: usize, what: &str, page: impl Into<String>, pointer: &str, spec: impl Into<String>) {
        let (page, spec) = (page.into(), spec.into());
        let place = Place::of_line(self.page, line);
        self.found.push(match self.against {
            Against::Spec { path, .. } => {
                let position = self.source.as_ref().and_then(|source| source.position(pointer));
                let (line, column) = position.unwrap_or((1, 1));
                let there = Place::of_line(format!("spec/{path}"), line);
                let there = Place { column: Some(column), pointer: pointer.to_owned(), ..there };
                Diagnostic::error(place, format!("{what}: {page} on the page, {spec} in the spec"))
                    .with_help(format!("correct {there}, or the page"))
            }
            Against::Page { file } => {
                Diagnostic::error(place, format!("{what}: {page} on this page, {spec} on {file}"))
                    .with_help("find out which of them is right, and transcribe that one")
            }
        });
    }

    pub(super) fn action(&mut self, spec: &Action, page: &ActionPage) {
        let name = &page.identity.action;
        if spec.action != name.value {
            self.differ(name.line, "action", quoted(&name.value), "/action", quoted(&spec.action));
        }
        self.rate(spec, page);
        self.fields(&spec.action, "/parameters", &spec.parameters, &page.parameters, page.identity.action.line);
        self.fields(&spec.action, "/results", &spec.results, &page.results, page.results_line);
        self.errors(spec.errors.as_deref(), page);
        self.samples(spec, page);
    }

    fn rate(&mut self, spec: &Action, page: &ActionPage) {
        let documented = spec.rate.filter(|rate| rate.documented).map(|rate| rate.per_second);
        let per_second = |rate: Option<u32>| rate.map_or("none".to_owned(), |rate| format!("{rate} per second"));
        let named = page.rate.as_ref().map(|rate| rate.value);
        if named != documented {
            let line = page.rate.as_ref().map_or(1, |rate| rate.line);
            self.differ(line, "documented rate", per_second(named), "/rate", per_second(documented));
        }
    }

    /// Compares names, order, types and flags of the fields of an action or a struct. `line` is the line in which the
    /// page's list begins.
    fn fields(&mut self, of: &str, list: &str, spec: &[Field], rows: &[FieldRow], line: usize) {
        let own: Vec<(usize, &Field)> = spec.iter().enumerate().filter(|(_, field)| !field.newer).collect();
        for row in rows {
            match spec.iter().enumerate().find(|(_, field)| field.name == row.name) {
                Some((index, field)) => self.field(of, &join(list, &index.to_string()), row, field),
                None => self.differ(row.line, &format!("field `{}`", row.name), "present", list, "missing"),
            }
        }
        let is_on_page = |field: &Field| rows.iter().any(|row| row.name == field.name);
        for (index, field) in own.iter().filter(|(_, field)| !is_on_page(field)) {
            let at = join(list, &index.to_string());
            self.differ(line, &format!("field `{}`", field.name), "missing", &at, "present and not marked as `newer`");
        }
        let shared = rows.iter().filter(|row| own.iter().any(|(_, field)| field.name == row.name));
        let mut places = own.iter().filter(|(_, field)| is_on_page(field));
        for row in shared {
            let Some((index, field)) = places.next() else { return };
            if field.name != row.name {
                let at = join(list, &index.to_string());
                return self.differ(row.line, "next field", quoted(&row.name), &at, quoted(&field.name));
            }
        }
    }

    fn field(&mut self, of: &str, pointer: &str, row: &FieldRow, field: &Field) {
        let name = &row.name;
        let corrections = self.corrections;
        let is_corrected = |fact: Fact| corrections_of(corrections, of, name, fact).next().is_some();
        if field.newer {
            let at = join(pointer, "newer");
            self.differ(row.line, &format!("field `{name}`"), "present", &at, "marked as newer than the page");
        }
        if !same_type(&row.ty.ty, &field.ty) && !is_corrected(Fact::Type) {
            let what = format!("type of `{name}`");
            let at = join(pointer, "type");
            self.differ(row.line, &what, quoted(&row.ty.ty.to_string()), &at, quoted(&field.ty.to_string()));
        }
        let required = row.required.filter(|required| *required != field.required);
        if let Some(required) = required.filter(|_| !is_corrected(Fact::Required)) {
            let word = |required: bool| if required { "required" } else { "optional" };
            self.differ(row.line, &format!("`{name}`"), word(required), pointer, word(!required));
        }
        if row.nullable && !field.nullable && !is_corrected(Fact::Nullable) {
            self.differ(row.line, &format!("`{name}`"), "nullable", pointer, "never null");
        }
    }

    fn errors(&mut self, spec: Option<&[String]>, page: &ActionPage) {
        let (codes, known) = match (page.errors.as_deref(), spec) {
            (Some(codes), Some(known)) => (codes, known),
            (Some(codes), None) => {
                let line = codes.first().map_or(1, |code| code.line);
                return self.differ(line, "error codes", codes.len().to_string(), "/errors", "no list");
            }
            // A page without a list states nothing.
            (None, _) => return,
        };
        let before = self.found.len();
        for code in codes.iter().filter(|code| !known.contains(&code.value)) {
            self.missing_code(code);
        }
        for (index, code) in known.iter().enumerate() {
            if !codes.iter().any(|listed| listed.value == *code) {
                let at = join("/errors", &index.to_string());
                let line = codes.first().map_or(1, |code| code.line);
                self.differ(line, &format!("error code `{code}`"), "missing", &at, "present");
            }
        }
        let swapped = codes.iter().zip(known).enumerate().find(|(_, (code, known))| code.value != **known);
        if let (true, Some((index, (code, known)))) = (before == self.found.len(), swapped) {
            let at = join("/errors", &index.to_string());
            self.differ(code.line, "next error code", quoted(&code.value), &at, quoted(known));
        }
    }

    fn missing_code(&mut self, code: &Code) {
        self.differ(code.line, &format!("error code `{}`", code.value), "present", "/errors", "missing");
    }

    fn samples(&mut self, spec: &Action, page: &ActionPage) {
        for sample in page.samples.iter().flatten() {
            if !spec.samples.iter().any(|known| same(&sample.value, known)) {
                let request = Value::Object(sample.value.request.clone());
                self.differ(
                    sample.line,
                    &format!("sample with the request {request}"),
                    "present",
                    "/samples",
                    "missing",
                );
            }
        }
    }

    /// Compares what an action's page contains about its product.
    pub(super) fn product(&mut self, spec: &Product, page: &ActionPage) {
        let identity = &page.identity;
        for (what, named, known) in
            [("product", &identity.product, &spec.product), ("version", &identity.version, &spec.version)]
        {
            if named.value != *known {
                self.differ(named.line, what, quoted(&named.value), &join("", what), quoted(known));
            }
        }
        if let Some(line) = page.finance.filter(|_| !spec.finance) {
            self.differ(line, "financial regions", "mentioned", "", "not served");
        }
    }

    /// Compares whether a request requires a region.
    pub(super) fn region(&mut self, spec: bool, page: &ActionPage) {
        let word = |required: bool| if required { "required in every request" } else { "not required" };
        if let Some(regional) = page.regional.as_ref().filter(|regional| regional.value != spec) {
            self.differ(regional.line, "region", word(regional.value), "", word(spec));
        }
    }

    /// Compares the page "data types". Returns the structs on the page that the spec does not have. `named` are those
    /// that this page or another page of the product describes.
    pub(super) fn types<'p>(
        &mut self,
        spec: &Types,
        page: &'p [StructureTable],
        named: &BTreeSet<&str>,
    ) -> Vec<&'p str> {
        for (name, structure) in &spec.types {
            let is_newer = structure.fields.iter().all(|field| field.newer);
            if !is_newer && !named.contains(name.as_str()) {
                self.differ(1, &format!("struct `{name}`"), "missing", &join("/types", name), "present");
            }
        }
        page.iter().filter(|table| !self.structure(spec, table)).map(|table| table.name.as_str()).collect()
    }

    /// Compares one struct; returns `false` if the spec does not have it.
    pub(super) fn structure(&mut self, spec: &Types, table: &StructureTable) -> bool {
        let known = spec.types.get(&table.name);
        if let Some(known) = known {
            let pointer = join(&join("/types", &table.name), "fields");
            self.fields(&table.name, &pointer, &known.fields, &table.fields, table.line);
        }
        known.is_some()
    }

    /// Compares the page "error codes", whose codes the spec must contain.
    pub(super) fn codes(&mut self, known: &IndexMap<String, String>, codes: &[Code]) {
        codes.iter().filter(|code| !known.contains_key(&code.value)).for_each(|code| self.missing_code(code));
    }
}

fn quoted(text: &str) -> String {
    format!("`{text}`")
}
