//! Collects the diagnostics of one page: errors, which prevent the import of the page, and warnings.

use tencloud_spec::{Diagnostic, Place};

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

    /// Reports that the page cannot be read: this line could contain several facts, or none.
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

    fn push(&mut self, warning: Diagnostic) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    pub(super) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Returns the warnings, or all errors.
    pub(super) fn finish(mut self) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        self.errors.sort();
        self.warnings.sort();
        if self.errors.is_empty() { Ok(self.warnings) } else { Err(self.errors) }
    }

    fn place(&self, line: usize) -> Place {
        Place::of_line(self.file.as_str(), line)
    }
}
