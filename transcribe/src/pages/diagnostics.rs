//! Collects what is reported about one page: errors, and warnings.

use std::ops::Range;

use tencloud_spec::{Diagnostic, Place};

use super::blocks::Row;

/// What to do about a row that Markdown does not read as it was meant.
pub(super) const BROKEN: &str =
    "fix the table: each row on one line, with as many cells as its header, pipes in a cell as `\\|`";

/// What is reported about one page.
pub(super) struct Diagnostics {
    file: String,
    errors: Vec<Diagnostic>,
    warnings: Vec<Diagnostic>,
}

impl Diagnostics {
    pub(super) fn new(file: &str) -> Diagnostics {
        Diagnostics { file: file.to_owned(), errors: Vec::new(), warnings: Vec::new() }
    }

    /// What is in this line could be several facts, or none: what it is part of cannot be written.
    pub(super) fn error(&mut self, line: usize, message: impl Into<String>, help: impl Into<String>) {
        let error = Diagnostic::error(self.place(line), message).with_help(help);
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }

    /// The page can be read without what is in this line.
    pub(super) fn warn(&mut self, line: usize, message: impl Into<String>, help: impl Into<String>) {
        self.push(Diagnostic::warning(self.place(line), message).with_help(help));
    }

    /// The same, if there is nothing to do about it.
    pub(super) fn mention(&mut self, line: usize, message: impl Into<String>) {
        self.push(Diagnostic::warning(self.place(line), message));
    }

    /// A row that cannot be read because its cells are not those of the header.
    pub(super) fn miscounted(&mut self, row: &Row) {
        let message = format!("the row has {} cells, but the table's header has {}", row.written, row.cells.len());
        self.error(row.line, message, BROKEN);
    }

    fn push(&mut self, warning: Diagnostic) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    pub(super) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Whether there is an error in one of these lines.
    pub(super) fn has_error_in(&self, lines: &Range<usize>) -> bool {
        self.errors.iter().filter_map(|error| error.place.line).any(|line| lines.contains(&line))
    }

    /// The warnings and the errors.
    pub(super) fn finish(mut self) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        self.errors.sort();
        self.warnings.sort();
        (self.warnings, self.errors)
    }

    fn place(&self, line: usize) -> Place {
        Place::of_line(self.file.as_str(), line)
    }
}
