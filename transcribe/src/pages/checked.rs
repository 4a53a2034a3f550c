//! `--check`: pages beside the spec's files.

use std::collections::BTreeMap;

use super::Facts;
use super::compare::{Comparison, Difference, Spec};
use super::finding::Finding;
use super::run::{Read, Request, action_path, count, counted, read};

/// What came of checking.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// One line for each page to which the spec is true.
    pub held: Vec<String>,
    /// What page and spec tell differently.
    pub differences: Vec<Difference>,
    /// What could not be compared.
    pub notes: Vec<Finding>,
    /// Why pages could not be read, or what the spec lacks altogether.
    pub refused: Vec<Finding>,
}

/// Holds the spec against what the pages say.
pub fn check(request: &Request<'_>) -> Checked {
    let reading = read(request);
    let mut checked = Checked { notes: reading.notes, refused: reading.refused, ..Checked::default() };
    for read in &reading.pages {
        checked.page(read, request.spec);
    }
    checked
}

impl Checked {
    fn page(&mut self, read: &Read, files: &BTreeMap<String, String>) {
        let before = self.differences.len() + self.refused.len();
        let path = |name: &str| format!("{}/{name}.json", read.folder);
        let told = match &read.facts {
            Facts::Action(facts) => {
                let action = action_path(&read.folder, facts);
                self.compare(read, &action, files, |comparison| comparison.action(facts));
                self.compare(read, &path("product"), files, |comparison| comparison.product(facts));
                format!("spec/{action} holds: {}", counted(facts))
            }
            Facts::Structures(structures) => {
                let types = path("types");
                let mut absent = Vec::new();
                self.compare(read, &types, files, |comparison| absent = comparison.types(structures));
                let held = count(structures.len() - absent.len(), "structure");
                let rest =
                    if absent.is_empty() { String::new() } else { format!("; not in the spec: {}", absent.join(", ")) };
                format!("spec/{types} holds: {held}{rest}")
            }
            Facts::Codes(lists) => {
                let product = path("product");
                for (file, codes) in [("common.json", &lists.common), (product.as_str(), &lists.own)] {
                    if !codes.is_empty() {
                        self.compare(read, file, files, |comparison| comparison.codes(codes));
                    }
                }
                format!("spec holds: {}", count(lists.common.len() + lists.own.len(), "error code"))
            }
        };
        if before == self.differences.len() + self.refused.len() {
            self.held.push(format!("{}: {told}", read.file));
        }
    }

    fn compare(
        &mut self,
        read: &Read,
        path: &str,
        files: &BTreeMap<String, String>,
        compare: impl FnOnce(&mut Comparison<'_>),
    ) {
        match files.get(path).and_then(|text| Spec::new(path, text)) {
            Some(spec) => {
                let mut comparison = Comparison::new(&read.file, &spec);
                compare(&mut comparison);
                self.differences.extend(comparison.finish());
            }
            None => self.refused.push(Finding {
                file: read.file.clone(),
                line: 1,
                what: format!("there is no spec/{path} that could be read"),
                mend: "transcribe the page without --check first".to_owned(),
            }),
        }
    }
}
