//! What a tool reports about a text: a file of the spec, a documentation page.

use std::fmt;

/// One report. It prints as the place, which editors turn into a link, then the message, then help on a line of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Whether work can go on.
    pub severity: Severity,
    /// What it is about.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written or generated from this text.
    Error,
    /// Work goes on; someone should take a look.
    Warning,
}

/// A place in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file: `spec/…` for files of the spec, else the path by which it was named.
    pub file: String,
    /// The line, from 1. `None` for the whole file.
    pub line: Option<usize>,
    /// The column, from 1.
    pub column: Option<usize>,
    /// JSON pointer to the value in question. Empty for the whole file, and in files that are not JSON.
    pub pointer: String,
}

impl Diagnostic {
    /// An error, as yet without help.
    pub fn error(place: Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Error, place, message: message.into(), help: None }
    }

    /// A warning, as yet without help.
    pub fn warning(place: Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(place, message) }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn with_help(self, help: impl Into<String>) -> Diagnostic {
        Diagnostic { help: Some(help.into()), ..self }
    }
}

impl Place {
    /// A whole file.
    pub fn of_file(file: impl Into<String>) -> Place {
        Place { file: file.into(), ..Place::default() }
    }

    /// A line of a file.
    pub fn of_line(file: impl Into<String>, line: usize) -> Place {
        Place { line: Some(line), ..Place::of_file(file) }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        for number in [self.line, self.column].into_iter().flatten() {
            write!(f, ":{number}")?;
        }
        if !self.pointer.is_empty() {
            write!(f, " ({})", self.pointer)?;
        }
        Ok(())
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.severity, self.place, self.message)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_with_place_and_help() {
        let place = Place { column: Some(3), pointer: "/topic".into(), ..Place::of_line("spec/demo.json", 7) };
        let error = Diagnostic::error(place, "unknown topic `x`").with_help("write `y`");
        assert_eq!(error.to_string(), "error: spec/demo.json:7:3 (/topic): unknown topic `x`\n  help: write `y`");
        let warning = Diagnostic::warning(Place::of_line("page.md", 7), "no rate");
        assert_eq!(warning.to_string(), "warning: page.md:7: no rate");
        assert_eq!(Place::of_file("page.md").to_string(), "page.md");
    }
}
