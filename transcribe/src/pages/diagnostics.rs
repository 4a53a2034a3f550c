//! Collects the diagnostics of one page: errors and warnings.

use std::ops::Range;

use tencloud_spec::{Diagnostic, Place};

use super::blocks::Row;

/// How to fix a row that Markdown does not read as it was meant.
pub(super) const BROKEN: &str =
    "fix the table: each row on one line, with as many cells as its header, pipes in a cell as `\\|`";

/// The diagnostics of one page.
pub(super) struct Diagnostics {
    file: String,
    errors: Vec<Diagnostic>,
    warnings: Vec<Diagnostic>,
}

impl Diagnostics {
    pub(super) fn new(file: &str) -> Diagnostics {
        Diagnostics { file: file.to_owned(), errors: Vec::new(), warnings: Vec::new() }
    }

    /// Reports that this line could contain several facts, or none: what it is part of cannot be written.
    pub(super) fn error(&mut self, line: usize, message: impl Into<String>, help: impl Into<String>) {
        let error = Diagnostic::error(self.place(line), message).with_help(help);
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }

    /// Reports that the page can be read without this line.
    pub(super) fn warn(&mut self, line: usize, message: impl Into<String>, help: impl Into<String>) {
        self.push(Diagnostic::warning(self.place(line), message).with_help(help));
    }

    /// Reports the same, if nothing can be done about it.
    pub(super) fn mention(&mut self, line: usize, message: impl Into<String>) {
        self.push(Diagnostic::warning(self.place(line), message));
    }

    /// Reports a row that cannot be read because its cells do not match the header.
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

    /// Returns whether there is an error in one of these lines.
    pub(super) fn has_error_in(&self, lines: &Range<usize>) -> bool {
        self.errors.iter().filter_map(|error| error.place.line).any(|line| lines.contains(&line))
    }

    /// Returns the warnings and the errors.
    pub(super) fn finish(mut self) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        self.errors.sort();
        self.warnings.sort();
        (self.warnings, self.errors)
    }

    fn place(&self, line: usize) -> Place {
        Place::of_line(self.file.as_str(), line)
    }
}
