//! `--check`: each fact of a page beside what the spec says.

use std::fmt;

use serde_json::Value;
use tencloud_spec::{Source, join};

use super::action::ActionFacts;
use super::errors::Code;
use super::fields::FieldFact;
use super::fit::same_type;
use super::structures::StructureFact;
use super::{object, sample};

/// A fact that page and spec tell differently, with both places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The page, as its caller named it.
    pub page: String,
    /// The line of the page, from 1.
    pub line: usize,
    /// What the page says.
    pub said: String,
    /// The spec's file below `spec/`, with line, column and JSON pointer where there are some.
    pub place: String,
    /// What the spec says.
    pub found: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: the page says {}; spec/{} says {}", self.page, self.line, self.said, self.place, self.found)
    }
}

/// A file of the spec, ready to be compared.
pub(super) struct Spec<'a> {
    path: &'a str,
    source: Source,
    value: Value,
}

impl<'a> Spec<'a> {
    /// `None` where the text is not JSON, which `cargo xtask codegen` reports.
    pub(super) fn new(path: &'a str, text: &str) -> Option<Spec<'a>> {
        Some(Spec { path, source: Source::new(text), value: serde_json::from_str(text).ok()? })
    }

    fn place(&self, pointer: &str) -> String {
        let (line, column) = self.source.position(pointer).unwrap_or((1, 1));
        format!("{}:{line}:{column} ({pointer})", self.path)
    }
}

/// Collects the differences between one page and one file of the spec.
pub(super) struct Comparison<'a> {
    page: &'a str,
    spec: &'a Spec<'a>,
    found: Vec<Difference>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(page: &'a str, spec: &'a Spec<'a>) -> Comparison<'a> {
        Comparison { page, spec, found: Vec::new() }
    }

    pub(super) fn finish(self) -> Vec<Difference> {
        self.found
    }

    fn differ(&mut self, line: usize, said: impl Into<String>, pointer: &str, found: impl Into<String>) {
        self.found.push(Difference {
            page: self.page.to_owned(),
            line,
            said: said.into(),
            place: self.spec.place(pointer),
            found: found.into(),
        });
    }

    pub(super) fn action(&mut self, facts: &ActionFacts) {
        let spec = &self.spec.value;
        let name = &facts.identity.action;
        if object::text(spec, "action") != name.value {
            let found = format!("`{}`", object::text(spec, "action"));
            self.differ(name.line, format!("the action is `{}`", name.value), "/action", found);
        }
        self.rate(facts);
        self.fields("/parameters", &facts.parameters, facts.identity.action.line);
        self.fields("/results", &facts.results, facts.results_line);
        self.errors(facts);
        self.samples(facts);
    }

    fn rate(&mut self, facts: &ActionFacts) {
        let rate = self.spec.value.get("rate").filter(|rate| object::is_set(rate, "documented"));
        let documented = rate.and_then(|rate| rate.get("per_second")).and_then(Value::as_u64);
        match (&facts.rate, documented) {
            (Some(rate), documented) if documented != Some(rate.value.into()) => {
                let found = documented.map_or("no documented rate".to_owned(), |n| format!("{n} per second"));
                self.differ(rate.line, format!("{} requests per second", rate.value), "/rate", found);
            }
            (None, Some(documented)) => {
                let found = format!("{documented} per second, and that it is documented");
                self.differ(1, "no rate", "/rate", found);
            }
            _ => {}
        }
    }

    /// Names, order, types, flags. `line` is where the page's list begins.
    fn fields(&mut self, list: &str, facts: &[FieldFact], line: usize) {
        let spec = self.spec;
        let known = spec.value.pointer(list).and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
        let own: Vec<(usize, &Value)> =
            known.iter().enumerate().filter(|(_, field)| !object::is_set(field, "newer")).collect();
        for fact in facts {
            match known.iter().position(|field| object::text(field, "name") == fact.name) {
                Some(index) => {
                    let pointer = join(list, &index.to_string());
                    self.field(&pointer, fact, known.get(index).unwrap_or(&Value::Null));
                }
                None => self.differ(fact.line, format!("there is a field `{}`", fact.name), list, "nothing of it"),
            }
        }
        for (index, field) in &own {
            let name = object::text(field, "name");
            if !facts.iter().any(|fact| fact.name == name) {
                let found = format!("there is a field `{name}`, and not that it is `newer`");
                self.differ(line, format!("nothing of a field `{name}`"), &join(list, &index.to_string()), found);
            }
        }
        let shared = facts.iter().filter(|fact| own.iter().any(|(_, field)| object::text(field, "name") == fact.name));
        let mut places =
            own.iter().filter(|(_, field)| facts.iter().any(|fact| fact.name == object::text(field, "name")));
        for fact in shared {
            let Some((index, field)) = places.next() else { return };
            let name = object::text(field, "name");
            if name != fact.name {
                let found = format!("`{name}`");
                let said = format!("that `{}` comes next", fact.name);
                return self.differ(fact.line, said, &join(list, &index.to_string()), found);
            }
        }
    }

    fn field(&mut self, pointer: &str, fact: &FieldFact, field: &Value) {
        let name = &fact.name;
        if object::is_set(field, "newer") {
            let at = join(pointer, "newer");
            self.differ(fact.line, format!("there is a field `{name}`"), &at, "that it is newer than the page");
        }
        let written = object::text(field, "type");
        if !written.parse().is_ok_and(|ty| same_type(&fact.ty.ty, &ty)) {
            let said = format!("`{name}` is of type `{}`", fact.ty.ty);
            self.differ(fact.line, said, &join(pointer, "type"), format!("`{written}`"));
        }
        let required = object::is_set(field, "required");
        if fact.required.is_some_and(|said| said != required) {
            let word = |required: bool| if required { "required" } else { "optional" };
            let said = format!("`{name}` is {}", word(!required));
            self.differ(fact.line, said, pointer, word(required));
        }
        if fact.nullable && !object::is_set(field, "nullable") {
            self.differ(fact.line, format!("`{name}` can be null"), pointer, "that it cannot");
        }
    }

    fn errors(&mut self, facts: &ActionFacts) {
        let spec = self.spec;
        let known = spec.value.get("errors").and_then(Value::as_array);
        let (codes, known) = match (&facts.errors, known) {
            (Some(codes), Some(known)) => (codes, known),
            (Some(codes), None) => {
                let line = codes.first().map_or(1, |code| code.line);
                return self.differ(line, format!("{} error codes", codes.len()), "/errors", "that no list is known");
            }
            (None, Some(_)) => return self.differ(1, "nothing of error codes", "/errors", "a list of them"),
            (None, None) => return,
        };
        let is = |value: &Value, code: &Code| value.as_str() == Some(code.code.as_str());
        let mut complete = true;
        for code in codes.iter().filter(|code| !known.iter().any(|value| is(value, code))) {
            complete = false;
            self.differ(code.line, format!("the error code `{}`", code.code), "/errors", "nothing of it");
        }
        for (index, value) in known.iter().enumerate() {
            if !codes.iter().any(|code| is(value, code)) {
                complete = false;
                let at = join("/errors", &index.to_string());
                let line = codes.first().map_or(1, |code| code.line);
                self.differ(line, format!("nothing of an error code {value}"), &at, "that the page lists it");
            }
        }
        let swapped = codes.iter().zip(known).enumerate().find(|(_, (code, value))| !is(value, code));
        if let (true, Some((index, (code, value)))) = (complete, swapped) {
            let at = join("/errors", &index.to_string());
            self.differ(code.line, format!("that `{}` comes next", code.code), &at, value.to_string());
        }
    }

    fn samples(&mut self, facts: &ActionFacts) {
        let spec = self.spec;
        let known = object::list(&spec.value, "samples");
        for sample in facts.samples.iter().flatten() {
            if !known.iter().any(|known| sample::same(&sample.value, known)) {
                let request = Value::Object(sample.value.request.clone());
                let said = format!("a sample with the request {request} and its reply");
                self.differ(sample.line, said, "/samples", "no sample with this method, request and reply");
            }
        }
        let unread = facts.samples.iter().filter(|sample| sample.is_none()).count();
        let shown = |known: &&Value| facts.samples.iter().flatten().any(|page| sample::same(&page.value, known));
        let surplus = known.iter().filter(|known| !shown(known)).count();
        let missing = facts.samples.len() - unread;
        if surplus > unread && known.len() > missing {
            let said = format!("{} samples", facts.samples.len());
            self.differ(1, said, "/samples", format!("{} samples that the page does not show", surplus - unread));
        }
    }

    /// What an action's page says of its product.
    pub(super) fn product(&mut self, facts: &ActionFacts) {
        let identity = &facts.identity;
        let product = object::text(&self.spec.value, "product").to_owned();
        if product != identity.product.value {
            let said = format!("the product is `{}`", identity.product.value);
            self.differ(identity.product.line, said, "/product", format!("`{product}`"));
        }
        let version = object::text(&self.spec.value, "version").to_owned();
        if version != identity.version.value {
            let said = format!("the version is {}", identity.version.value);
            self.differ(identity.version.line, said, "/version", version);
        }
        if let Some(line) = facts.finance.filter(|_| !object::is_set(&self.spec.value, "finance")) {
            self.differ(line, "the product serves finance regions", "", "nothing of them");
        }
        if let Some(regional) = facts.regional.as_ref().filter(|regional| regional.value)
            && !object::is_set(&self.spec.value, "regional")
        {
            self.differ(regional.line, "every request names a region", "", "that it need not");
        }
    }

    /// The page "data types". Gives the structures of the page that the spec does not have.
    pub(super) fn types<'f>(&mut self, facts: &'f [StructureFact]) -> Vec<&'f str> {
        let spec = self.spec;
        for (name, structure) in spec.value.get("types").and_then(Value::as_object).into_iter().flatten() {
            let is_newer = object::list(structure, "fields").iter().all(|field| object::is_set(field, "newer"));
            if !is_newer && !facts.iter().any(|fact| fact.name == *name) {
                let said = format!("nothing of a structure `{name}`");
                self.differ(1, said, &join("/types", name), "there is one");
            }
        }
        facts.iter().filter(|fact| !self.structure(fact)).map(|fact| fact.name.as_str()).collect()
    }

    /// One structure; `false` where the spec does not have it.
    pub(super) fn structure(&mut self, fact: &StructureFact) -> bool {
        let pointer = join("/types", &fact.name);
        let is_known = self.spec.value.pointer(&pointer).is_some();
        if is_known {
            self.fields(&join(&pointer, "fields"), &fact.fields, fact.line);
        }
        is_known
    }

    /// The page "error codes": its codes must be known.
    pub(super) fn codes(&mut self, codes: &[Code]) {
        let spec = self.spec;
        let known = spec.value.get("errors").and_then(Value::as_object);
        for code in codes.iter().filter(|code| !known.is_some_and(|known| known.contains_key(&code.code))) {
            self.differ(code.line, format!("the error code `{}`", code.code), "/errors", "nothing of it");
        }
    }
}
