//! Writes the contents of pages into the spec's files.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tencloud_spec::{Action, Common, Diagnostic, Place, Product, Types, render};

use super::action::ActionPage;
use super::compare::{Against, Comparison};
use super::errors::{Code, CodeLists};
use super::page::Facts;
use super::run::{Read, Reading, Request, action_path, count, counted, parse, read};
use super::structures::StructureTable;
use crate::change::{Change, ChangeKind};
use crate::docs::Docs;
use crate::merge::{Known, Merge, Source, error_meanings};
use crate::skeleton;

/// The outcome of a transcription.
#[derive(Clone, Debug, Default)]
pub struct Transcript {
    /// The files of the spec that change, by path relative to `spec/`. They contain nothing of an action, a struct or
    /// an error code that an error is about.
    pub files: BTreeMap<String, String>,
    /// One line for each page that was read, and for each new action and struct.
    pub summary: Vec<String>,
    /// What was omitted, or should be reviewed.
    pub warnings: Vec<Diagnostic>,
    /// The reasons why pages could not be read.
    pub errors: Vec<Diagnostic>,
}

/// Updates the files of the spec from the pages.
pub fn transcribe(request: &Request<'_>) -> Transcript {
    let mut reading = read(request);
    let (warnings, errors) = (std::mem::take(&mut reading.warnings), std::mem::take(&mut reading.errors));
    let mut writer = Writer {
        original: request.spec,
        first: BTreeMap::new(),
        regional: BTreeMap::new(),
        out: Transcript { warnings, errors, ..Transcript::default() },
    };
    // Actions come first, since the first action creates its product.
    let mut pages: Vec<&Read> = reading.pages.iter().collect();
    pages.sort_by_key(|read| !matches!(read.facts, Facts::Action(_)));
    pages.into_iter().for_each(|read| writer.page(read));
    writer.regions();
    let folders: BTreeSet<&str> = reading.pages.iter().map(|read| read.folder.as_str()).collect();
    folders.into_iter().for_each(|folder| writer.mark_newer(folder, &reading));
    writer.out
}

struct Writer<'a> {
    original: &'a BTreeMap<String, String>,
    /// The first page about an action, by its file, or about a struct, by its file and name.
    first: BTreeMap<String, String>,
    /// By folder and action, whether pages state that a request requires a region, and the first place that does.
    regional: BTreeMap<String, BTreeMap<String, (bool, Place)>>,
    out: Transcript,
}

impl Writer<'_> {
    fn page(&mut self, read: &Read) {
        match &read.facts {
            Facts::Action(page) => self.action(read, page),
            Facts::Structures(page) => self.structures(read, &page.structures),
            Facts::Codes(lists) => self.codes(read, lists),
        }
    }

    /// Returns the current text of a file.
    fn text(&self, path: &str) -> Option<&String> {
        self.out.files.get(path).or_else(|| self.original.get(path))
    }

    /// Parses the current text of a file. Returns `None`, and reports an error, if it cannot be parsed.
    fn file<T: DeserializeOwned>(&mut self, path: &str) -> Option<Option<T>> {
        match self.text(path).map(|text| parse(path, text)).transpose() {
            Ok(file) => Some(file),
            Err(error) => {
                if !self.out.errors.contains(&error) {
                    self.out.errors.push(*error);
                }
                None
            }
        }
    }

    /// Changes a file. Returns `false`, and reports an error, if it cannot be parsed.
    fn change<T>(&mut self, path: &str, change: impl FnOnce(Option<T>) -> T) -> bool
    where
        T: Serialize + DeserializeOwned + PartialEq + Clone,
    {
        let Some(old) = self.file::<T>(path) else { return false };
        let new = change(old.clone());
        if old.as_ref() != Some(&new) {
            self.out.files.insert(path.to_owned(), render(&new));
        }
        true
    }

    fn warn(&mut self, read: &Read, line: usize, message: impl Into<String>, path: &str) {
        let warning = Diagnostic::warning(Place::of_line(read.file.as_str(), line), message);
        self.out.warnings.push(warning.with_help(format!("check spec/{path}")));
    }

    /// Reports what a page changed: what is new in the summary, and the rest, which people should review, as warnings.
    fn report(&mut self, read: &Read, path: &str, changes: Vec<Change>, line_of: impl Fn(&Change) -> usize) {
        let corrections = format!("{}/corrections.json", read.folder);
        for change in changes {
            match &change.kind {
                ChangeKind::NewAction | ChangeKind::NewStructure => {
                    self.out.summary.push(format!("{}: spec/{path}: {change}", read.file));
                }
                ChangeKind::Corrected { .. } => self.warn(read, line_of(&change), change.to_string(), &corrections),
                _ => self.warn(read, line_of(&change), change.to_string(), path),
            }
        }
    }

    fn action(&mut self, read: &Read, page: &ActionPage) {
        let path = action_path(&read.folder, page);
        if let Some(regional) = &page.regional {
            let of_folder = self.regional.entry(read.folder.clone()).or_default();
            let place = Place::of_line(read.file.as_str(), regional.line);
            let stated = (regional.value, place.clone());
            let (first, _) = of_folder.entry(page.identity.action.value.clone()).or_insert(stated);
            if *first != regional.value {
                let message = "another page of this action differs in whether a request requires a region";
                let help = "find out which of them is right, and transcribe that one";
                self.out.errors.push(Diagnostic::error(place, message).with_help(help));
            }
        }
        if let Some(first) = self.first.get(&path).cloned() {
            self.out.summary.push(format!("{}: spec/{path}: already from {first}", read.file));
            return self.again(read, &path, &first, |comparison, spec: &Action| comparison.action(spec, page));
        }
        let product_path = format!("{}/product.json", read.folder);
        let is_new = self.text(&product_path).is_none();
        let common: Common =
            self.text("common.json").and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let paths: Vec<String> = self.original.keys().chain(self.out.files.keys()).cloned().collect();
        let product_is_read = self.change(&product_path, |old: Option<Product>| product(old, page, &common, &paths));
        let mut merge = Merge::new(Source::Page, &read.corrections, Docs::Placeholder);
        let waiters = self.file::<Product>(&product_path).flatten().unwrap_or_default().waiters;
        // Structs may be on a page that has not been read yet; what follows must not depend on the order of pages.
        let known = Known { waiters: &waiters, types: &Types::default() };
        let action_is_read = self.change(&path, |old: Option<Action>| {
            let mut action = merge.action(old.as_ref(), page.facts(), None, known);
            merge.replace_samples(&mut action, &page.samples());
            action
        });
        self.report(read, &path, merge.into_changes(), |change| page.line_of(change));
        if product_is_read && action_is_read {
            self.out.summary.push(format!("{}: spec/{path}: {}", read.file, counted(page)));
            self.first.insert(path, read.file.clone());
        }
        if is_new {
            let message = format!("the product `{}` is new; its default rate of 20 is an assumption", read.folder);
            self.warn(read, page.identity.product.line, message, &product_path);
        }
    }

    /// Compares a page with an earlier page about the same thing, for example in another language: both must contain
    /// the same facts.
    fn again<T: DeserializeOwned>(
        &mut self,
        read: &Read,
        path: &str,
        first: &str,
        compare: impl FnOnce(&mut Comparison<'_>, &T),
    ) {
        let Some(Some(spec)) = self.file(path) else { return };
        let mut comparison = Comparison::new(&read.file, Against::Page { file: first }, &read.corrections);
        compare(&mut comparison, &spec);
        self.out.errors.extend(comparison.finish());
    }

    fn structures(&mut self, read: &Read, tables: &[StructureTable]) {
        let path = format!("{}/types.json", read.folder);
        let key = |table: &StructureTable| format!("{path}#{}", table.name);
        let (known, new): (Vec<_>, Vec<_>) = tables.iter().partition(|table| self.first.contains_key(&key(table)));
        for table in known {
            let first = self.first.get(&key(table)).cloned().unwrap_or_default();
            self.again(read, &path, &first, |comparison, spec: &Types| {
                comparison.structure(spec, table);
            });
        }
        let mut merge = Merge::new(Source::Page, &read.corrections, Docs::Placeholder);
        let is_read = self.change(&path, |old: Option<Types>| {
            let mut types = old.unwrap_or_else(|| skeleton::types(None));
            merge.types(&mut types, new.iter().map(|table| table.facts()).collect());
            types
        });
        self.report(read, &path, merge.into_changes(), |change| {
            new.iter().find(|table| table.name == change.of).map_or(1, |table| table.line_of(change))
        });
        if is_read {
            self.first.extend(new.iter().map(|table| (key(table), read.file.clone())));
            self.out.summary.push(format!("{}: spec/{path}: {}", read.file, count(tables.len(), "struct")));
        }
    }

    /// Marks the structs of a folder that none of its pages describes, if a page describes structs and all of these
    /// could be read.
    fn mark_newer(&mut self, folder: &str, reading: &Reading) {
        let path = format!("{folder}/types.json");
        let mut pages = reading.pages.iter().filter(|read| read.folder == folder);
        let page = pages.find(|read| matches!(read.facts, Facts::Structures(_)));
        let (Some(page), true) = (page, self.text(&path).is_some()) else { return };
        let named = reading.structures(folder);
        let mut merge = Merge::new(Source::Page, &page.corrections, Docs::Placeholder);
        self.change(&path, |old: Option<Types>| {
            let mut types = old.unwrap_or_default();
            merge.mark_newer(&mut types, |name| named.contains(name));
            types
        });
        self.report(page, &path, merge.into_changes(), |_| 1);
    }

    /// Updates products and actions with what pages state about regions: a product is regional if all of its actions
    /// are; otherwise, the actions that are regional are marked. A partial product stays as it is, since it also
    /// determines what the actions without written docs require.
    fn regions(&mut self) {
        for (folder, stated) in std::mem::take(&mut self.regional) {
            let product_path = format!("{folder}/product.json");
            let Some(product) = self.file::<Product>(&product_path).flatten() else { continue };
            let in_folder = |path: &&String| path.starts_with(&format!("{folder}/actions/"));
            let paths: BTreeSet<String> =
                self.original.keys().chain(self.out.files.keys()).filter(in_folder).cloned().collect();
            let mut actions: Vec<(String, Action, bool)> = Vec::new();
            for path in paths {
                let Some(action) = self.file::<Action>(&path).flatten() else { continue };
                let regional =
                    stated.get(&action.action).map_or(product.needs_region(&action), |(regional, _)| *regional);
                actions.push((path, action, regional));
            }
            let all = if product.partial { product.regional } else { actions.iter().all(|(.., regional)| *regional) };
            if product.partial && product.regional {
                let contrary = stated.into_values().filter(|(regional, _)| !regional);
                self.out.warnings.extend(contrary.map(|(_, place)| not_regional(place, &product_path)));
            }
            self.change(&product_path, |_| Product { regional: all, ..product });
            for (path, action, regional) in actions {
                self.change(&path, |_| Action { regional: regional && !all, ..action });
            }
        }
    }

    fn codes(&mut self, read: &Read, lists: &CodeLists) {
        self.meanings(read, "common.json", &lists.common, |mut file: Common, codes| {
            error_meanings(&mut file.errors, codes);
            file
        });
        self.meanings(read, &format!("{}/product.json", read.folder), &lists.own, |mut file: Product, codes| {
            error_meanings(&mut file.errors, codes);
            file
        });
    }

    /// Adds the codes that a file lacks.
    fn meanings<T>(&mut self, read: &Read, path: &str, codes: &[Code], add: impl FnOnce(T, Vec<&String>) -> T)
    where
        T: Serialize + DeserializeOwned + PartialEq + Clone + Default,
    {
        let Some(first) = codes.first() else { return };
        if self.text(path).is_none() {
            let place = Place::of_line(read.file.as_str(), first.line);
            let error = Diagnostic::error(place, format!("no spec/{path} for these error codes"));
            return self.out.errors.push(error.with_help("transcribe a page of one of the product's actions first"));
        }
        let codes: Vec<&String> = codes.iter().map(|code| &code.value).collect();
        let summary = format!("{}: spec/{path}: {}", read.file, count(codes.len(), "error code"));
        if self.change(path, |old: Option<T>| add(old.unwrap_or_default(), codes)) {
            self.out.summary.push(summary);
        }
    }
}

/// Returns the warning about an action that requires no region, of a partial product that does.
fn not_regional(place: Place, product_path: &str) -> Diagnostic {
    let message = "requests require no region, unlike the product, which stays `regional` for its other actions";
    let help = "if the page is right, remove `regional`, and add it to the actions that require a region";
    Diagnostic::warning(place, message).with_help(format!("check spec/{product_path}: {help}"))
}

/// Returns the product, updated with what an action's page contains about it.
fn product(old: Option<Product>, page: &ActionPage, common: &Common, paths: &[String]) -> Product {
    let (name, version) = (&page.identity.product.value, &page.identity.version.value);
    let mut product = old.unwrap_or_else(|| {
        let module = skeleton::module(name, version, skeleton::has_other_version(name, version, paths));
        skeleton::product((name, version), None, &module)
    });
    product.finance |= page.finance.is_some();
    let codes = page.errors.iter().flatten().map(|code| &code.value);
    error_meanings(&mut product.errors, codes.filter(|code| !common.errors.contains_key(*code)));
    product
}
