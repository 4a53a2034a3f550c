//! What pages say, into the spec's files.

use std::collections::BTreeMap;

use serde_json::Value;
use tencloud_spec::format;

use super::Facts;
use super::action::ActionFacts;
use super::compare::{Comparison, Spec};
use super::errors::CodeLists;
use super::finding::Finding;
use super::merge;
use super::run::{Read, Request, action_path, count, counted, read};
use super::structures::StructureFact;

/// What came of transcribing.
#[derive(Clone, Debug, Default)]
pub struct Transcript {
    /// The files of the spec that change, by path below `spec/`. Nothing in them comes from a page that was refused.
    pub files: BTreeMap<String, String>,
    /// One line for each page that was read.
    pub told: Vec<String>,
    /// What was left out, or needs a look.
    pub notes: Vec<Finding>,
    /// Why pages could not be read.
    pub refused: Vec<Finding>,
}

/// Brings the files of the spec to what the pages say.
pub fn transcribe(request: &Request<'_>) -> Transcript {
    let reading = read(request);
    let mut writer = Writer {
        original: request.spec,
        changed: BTreeMap::new(),
        first: BTreeMap::new(),
        out: Transcript { notes: reading.notes, refused: reading.refused, ..Transcript::default() },
    };
    // Actions first: a product comes into being with the first of them.
    let mut pages: Vec<&Read> = reading.pages.iter().collect();
    pages.sort_by_key(|read| !matches!(read.facts, Facts::Action(_)));
    pages.into_iter().for_each(|read| writer.page(read));
    writer.finish()
}

struct Writer<'a> {
    original: &'a BTreeMap<String, String>,
    changed: BTreeMap<String, Value>,
    /// The page that first told of an action, by its file, or of a structure, by its file and name.
    first: BTreeMap<String, String>,
    out: Transcript,
}

impl Writer<'_> {
    fn page(&mut self, read: &Read) {
        match &read.facts {
            Facts::Action(facts) => self.action(read, facts),
            Facts::Structures(structures) => self.structures(read, structures),
            Facts::Codes(lists) => self.codes(read, lists),
        }
    }

    /// A file as it is by now. `Err` names a file that cannot be changed since it is no JSON.
    fn file(&mut self, path: &str) -> Result<Option<Value>, Finding> {
        if let Some(value) = self.changed.get(path) {
            return Ok(Some(value.clone()));
        }
        let parse = |text: &String| {
            serde_json::from_str(text).map_err(|error| Finding {
                file: format!("spec/{path}"),
                line: error.line(),
                what: format!("this is not JSON: {error}"),
                mend: "correct the text there".to_owned(),
            })
        };
        self.original.get(path).map(parse).transpose()
    }

    /// Changes a file by what a page says.
    fn change(
        &mut self,
        read: &Read,
        path: &str,
        change: impl FnOnce(Option<&Value>, &mut Vec<merge::Remark>) -> Value,
    ) -> Option<Value> {
        let old = match self.file(path) {
            Ok(old) => old,
            Err(finding) => {
                self.out.refused.push(finding);
                return None;
            }
        };
        let mut remarks = Vec::new();
        let new = change(old.as_ref(), &mut remarks);
        for (line, what) in remarks {
            self.out.notes.push(Finding { file: read.file.clone(), line, what, mend: format!("look at spec/{path}") });
        }
        self.changed.insert(path.to_owned(), new.clone());
        Some(new)
    }

    fn action(&mut self, read: &Read, facts: &ActionFacts) {
        let path = action_path(&read.folder, facts);
        if let Some(first) = self.first.get(&path).cloned() {
            self.out.told.push(format!("{}: spec/{path}: told by {first} already", read.file));
            return self.again(read, &path, &first, |comparison| comparison.action(facts));
        }
        let product_path = format!("{}/product.json", read.folder);
        let is_new = !self.original.contains_key(&product_path) && !self.changed.contains_key(&product_path);
        let common = self.file("common.json").ok().flatten().unwrap_or_default();
        let product = self.change(read, &product_path, |old, _| {
            let mut file = merge::product(old, facts);
            let known = |code: &str| common.get("errors").is_some_and(|errors| errors.get(code).is_some());
            merge::error_meanings(&mut file, facts.errors.as_deref().unwrap_or_default(), known);
            file
        });
        let action = self.change(read, &path, |old, remarks| merge::action(old, facts, remarks));
        if product.is_some() && action.is_some() {
            self.out.told.push(format!("{}: spec/{path}: {}", read.file, counted(facts)));
            self.first.insert(path, read.file.clone());
        }
        if is_new {
            self.out.notes.push(Finding {
                file: read.file.clone(),
                line: facts.identity.product.line,
                what: format!("the product `{}` is new; its default rate of 20 is an assumption", read.folder),
                mend: format!("fill in spec/{product_path}"),
            });
        }
    }

    /// A second page about what a first one has told, such as in another language: it must say the same.
    fn again(&mut self, read: &Read, path: &str, first: &str, compare: impl FnOnce(&mut Comparison<'_>)) {
        let text = self.changed.get(path).map(format).unwrap_or_default();
        let Some(spec) = Spec::new(path, &text) else { return };
        let mut comparison = Comparison::new(&read.file, &spec);
        compare(&mut comparison);
        for difference in comparison.finish() {
            self.out.refused.push(Finding {
                file: read.file.clone(),
                line: difference.line,
                what: format!("this page says {}, while {first} says {}", difference.said, difference.found),
                mend: "find out which of them is right, and transcribe that one".to_owned(),
            });
        }
    }

    fn structures(&mut self, read: &Read, structures: &[StructureFact]) {
        let path = format!("{}/types.json", read.folder);
        let key = |structure: &StructureFact| format!("{path}#{}", structure.name);
        let (told, new): (Vec<_>, Vec<_>) =
            structures.iter().cloned().partition(|structure| self.first.contains_key(&key(structure)));
        for structure in &told {
            let first = self.first.get(&key(structure)).cloned().unwrap_or_default();
            self.again(read, &path, &first, |comparison| {
                comparison.structure(structure);
            });
        }
        if self.change(read, &path, |old, remarks| merge::types(old, &new, remarks)).is_some() {
            self.first.extend(new.iter().map(|structure| (key(structure), read.file.clone())));
            let structures = count(structures.len(), "structure");
            self.out.told.push(format!("{}: spec/{path}: {structures}", read.file));
        }
    }

    fn codes(&mut self, read: &Read, lists: &CodeLists) {
        let product = format!("{}/product.json", read.folder);
        for (path, codes) in [("common.json", &lists.common), (product.as_str(), &lists.own)] {
            if codes.is_empty() {
                continue;
            }
            if !self.original.contains_key(path) && !self.changed.contains_key(path) {
                self.out.refused.push(Finding {
                    file: read.file.clone(),
                    line: codes.first().map_or(1, |code| code.line),
                    what: format!("there is no spec/{path} for these error codes"),
                    mend: "transcribe a page of one of the product's actions first".to_owned(),
                });
                continue;
            }
            self.change(read, path, |old, _| {
                let mut file = old.cloned().unwrap_or_default();
                merge::error_meanings(&mut file, codes, |_| false);
                file
            });
            let codes = count(codes.len(), "error code");
            self.out.told.push(format!("{}: spec/{path}: {codes}", read.file));
        }
    }

    fn finish(mut self) -> Transcript {
        for (path, value) in &self.changed {
            let old = self.original.get(path);
            if old.and_then(|text| serde_json::from_str::<Value>(text).ok()).as_ref() != Some(value) {
                self.out.files.insert(path.clone(), format(value));
            }
        }
        self.out
    }
}
