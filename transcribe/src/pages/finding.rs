//! What is said about a page: refusals, which stop it, and notes, which do not.

use std::fmt;

/// Something about a place of a page. Prints as `PAGE.md:line: what; mend`, which editors turn into a link.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The page, as its caller named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What was found.
    pub what: String,
    /// What to do about it.
    pub mend: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}; {}", self.file, self.line, self.what, self.mend)
    }
}

/// Collects what is found on one page.
pub(super) struct Findings {
    file: String,
    refusals: Vec<Finding>,
    notes: Vec<Finding>,
}

impl Findings {
    pub(super) fn new(file: &str) -> Findings {
        Findings { file: file.to_owned(), refusals: Vec::new(), notes: Vec::new() }
    }

    /// The page cannot be read: what was found could stand for several facts, or for none.
    pub(super) fn refuse(&mut self, line: usize, what: impl Into<String>, mend: impl Into<String>) {
        let finding = self.finding(line, what.into(), mend.into());
        if !self.refusals.contains(&finding) {
            self.refusals.push(finding);
        }
    }

    /// The page can be read, but for this, which is named and left out.
    pub(super) fn note(&mut self, line: usize, what: impl Into<String>, mend: impl Into<String>) {
        let finding = self.finding(line, what.into(), mend.into());
        if !self.notes.contains(&finding) {
            self.notes.push(finding);
        }
    }

    pub(super) fn has_refusals(&self) -> bool {
        !self.refusals.is_empty()
    }

    /// The notes, or every refusal.
    pub(super) fn finish(mut self) -> Result<Vec<Finding>, Vec<Finding>> {
        self.refusals.sort();
        self.notes.sort();
        if self.refusals.is_empty() { Ok(self.notes) } else { Err(self.refusals) }
    }

    fn finding(&self, line: usize, what: String, mend: String) -> Finding {
        Finding { file: self.file.clone(), line, what, mend }
    }
}
