//! Collects what is reported about one page: errors, with which nothing of it is written, and warnings.

use tencloud_spec::{Diagnostic, Place};

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

    /// The page cannot be read: what is in this line could be several facts, or none.
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

    fn push(&mut self, warning: Diagnostic) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    pub(super) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// The warnings, or every error.
    pub(super) fn finish(mut self) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        self.errors.sort();
        self.warnings.sort();
        if self.errors.is_empty() { Ok(self.warnings) } else { Err(self.errors) }
    }

    fn place(&self, line: usize) -> Place {
        Place::of_line(self.file.as_str(), line)
    }
}
