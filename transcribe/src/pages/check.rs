//! `--check`: compares pages with the spec's files.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use tencloud_spec::{Action, Common, Diagnostic, Place, Product, Types};

use super::compare::{Against, Comparison};
use super::page::Facts;
use super::run::{Read, Reading, Request, action_path, count, counted, parse, read};

/// The outcome of a check.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// One line for each page that agrees with the spec.
    pub agreed: Vec<String>,
    /// The differences between pages and spec.
    pub differences: Vec<Diagnostic>,
    /// What could not be compared.
    pub warnings: Vec<Diagnostic>,
    /// The reasons why pages could not be read, and what the spec lacks altogether.
    pub errors: Vec<Diagnostic>,
}

/// Compares the spec with the pages.
pub fn check(request: &Request<'_>) -> Checked {
    let mut reading = read(request);
    let (warnings, errors) = (std::mem::take(&mut reading.warnings), std::mem::take(&mut reading.errors));
    let mut checked = Checked { warnings, errors, ..Checked::default() };
    for read in &reading.pages {
        checked.page(read, &reading, request.spec);
    }
    checked
}

impl Checked {
    fn page(&mut self, read: &Read, reading: &Reading, files: &BTreeMap<String, String>) {
        let before = self.differences.len() + self.errors.len();
        let path = |name: &str| format!("{}/{name}.json", read.folder);
        let agreed = match &read.facts {
            Facts::Action(page) => {
                let action = action_path(&read.folder, page);
                self.compare(read, &action, files, |comparison, spec: &Action| comparison.action(spec, page));
                let product = path("product");
                let mut regional = None;
                self.compare(read, &action, files, |_, spec: &Action| regional = Some(spec.regional));
                self.compare(read, &product, files, |comparison, spec: &Product| {
                    comparison.product(spec, page);
                    comparison.region(spec.regional || regional == Some(true), page);
                });
                format!("spec/{action} agrees: {}", counted(page))
            }
            Facts::Structures(page) => {
                let (types, tables) = (path("types"), &page.structures);
                let named = reading.structures(&read.folder);
                let mut absent = Vec::new();
                self.compare(read, &types, files, |comparison, spec: &Types| {
                    absent = comparison.types(spec, tables, &named);
                });
                let agreed = count(tables.len() - absent.len(), "struct");
                let rest =
                    if absent.is_empty() { String::new() } else { format!("; not in the spec: {}", absent.join(", ")) };
                format!("spec/{types} agrees: {agreed}{rest}")
            }
            Facts::Codes(lists) => {
                if !lists.common.is_empty() {
                    self.compare(read, "common.json", files, |comparison, spec: &Common| {
                        comparison.codes(&spec.errors, &lists.common);
                    });
                }
                if !lists.own.is_empty() {
                    self.compare(read, &path("product"), files, |comparison, spec: &Product| {
                        comparison.codes(&spec.errors, &lists.own);
                    });
                }
                format!("spec agrees: {}", count(lists.common.len() + lists.own.len(), "error code"))
            }
        };
        if before == self.differences.len() + self.errors.len() {
            self.agreed.push(format!("{}: {agreed}", read.file));
        }
    }

    fn compare<T: DeserializeOwned>(
        &mut self,
        read: &Read,
        path: &str,
        files: &BTreeMap<String, String>,
        compare: impl FnOnce(&mut Comparison<'_>, &T),
    ) {
        let Some(text) = files.get(path) else {
            let place = Place::of_line(read.file.as_str(), 1);
            let error = Diagnostic::error(place, format!("spec/{path} does not exist"));
            return self.errors.push(error.with_help("transcribe the page without --check first"));
        };
        match parse(path, text) {
            Ok(spec) => {
                let mut comparison = Comparison::new(&read.file, Against::Spec { path, text }, &read.corrections);
                compare(&mut comparison, &spec);
                self.differences.extend(comparison.finish());
            }
            Err(error) => self.errors.push(*error),
        }
    }
}
