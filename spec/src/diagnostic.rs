//! What a tool reports about a file of the spec or a documentation page.

use std::fmt;

/// A problem. `Display` prints the place, which editors turn into a link, then the message, then the help on its own
/// line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Whether work can continue.
    pub severity: Severity,
    /// The place of the problem.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// How to fix it.
    pub help: Option<String>,
}

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written or generated from this text.
    Error,
    /// Work continues, but someone should take a look.
    Warning,
}

/// A place in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file: `spec/…` for files of the spec, otherwise the path that was passed.
    pub file: String,
    /// The line, counted from 1. `None` for the whole file.
    pub line: Option<usize>,
    /// The column, counted from 1.
    pub column: Option<usize>,
    /// A JSON pointer to the value. It is empty for the whole file, and in files that are not JSON.
    pub pointer: String,
}

impl Diagnostic {
    /// Creates an error without help.
    pub fn error(place: Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Error, place, message: message.into(), help: None }
    }

    /// Creates a warning without help.
    pub fn warning(place: Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(place, message) }
    }

    /// Adds how to fix the problem.
    #[must_use]
    pub fn with_help(self, help: impl Into<String>) -> Diagnostic {
        Diagnostic { help: Some(help.into()), ..self }
    }
}

impl Place {
    /// Returns the place of a whole file.
    pub fn of_file(file: impl Into<String>) -> Place {
        Place { file: file.into(), ..Place::default() }
    }

    /// Returns the place of a line of a file.
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
