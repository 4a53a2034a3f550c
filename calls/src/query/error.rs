//! The error of a query, which shows the position.

use std::{error, fmt, io};

use jmespath::{ErrorReason, JmespathError, RuntimeError};

use unicode_width::UnicodeWidthStr as _;

/// A query that cannot be compiled, or that does not fit the response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    message: String,
    query: String,
    /// In bytes.
    offset: usize,
}

impl QueryError {
    /// From an error of the crate, in our words.
    pub(crate) fn new(query: &str, error: &JmespathError) -> Self {
        let found = query.get(error.offset..).map_or("", word);
        let message = match &error.reason {
            // The crate appends how it spells the token.
            ErrorReason::Parse(reason) => match reason.split_once(" -- found ") {
                _ if found.is_empty() => "unexpected end".to_owned(),
                Some((expected, _)) if expected.starts_with("Unexpected") => {
                    format!("expected an expression, found `{found}`")
                }
                Some((expected, _)) => format!("{}, found `{found}`", in_sentence(expected)),
                None => in_sentence(reason),
            },
            ErrorReason::Runtime(RuntimeError::UnknownFunction(name)) => format!("no function `{name}`"),
            ErrorReason::Runtime(RuntimeError::InvalidType { expected, actual, position }) => {
                format!("argument {} must be of type {expected}, not {actual}", position + 1)
            }
            ErrorReason::Runtime(RuntimeError::InvalidReturnType { expected, actual, position, .. }) => {
                format!("argument {} must return {expected}, not {actual}", position + 1)
            }
            ErrorReason::Runtime(reason) => in_sentence(&reason.to_string()),
        };
        match &error.reason {
            ErrorReason::Parse(_) => Self::at(query, error.offset, message),
            ErrorReason::Runtime(_) => Self::in_call(query, error.offset, message),
        }
    }

    /// An error at an offset in bytes.
    pub(crate) fn at(query: &str, offset: usize, message: String) -> Self {
        let offset = query.floor_char_boundary(offset);
        Self { message, query: query.to_owned(), offset }
    }

    /// An error of a function, from the offset of its arguments.
    pub(crate) fn in_call(query: &str, arguments: usize, message: String) -> Self {
        let before = query.get(..arguments).unwrap_or_default();
        let name = before.trim_end().rfind(|character: char| !character.is_ascii_alphanumeric() && character != '_');
        let start = name
            .map_or(0, |end| end + before.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8));
        Self::at(query, start, message)
    }

    /// The error of a query that was returned as an error of writing, if it is one.
    pub fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }

    /// What the query probably lacks.
    fn help(&self) -> Option<String> {
        let found = word(self.query.get(self.offset..)?);
        if self.message.starts_with("unable to parse literal") {
            return Some("text is written in single quotes, such as 'running'".to_owned());
        }
        let number = found.starts_with(|first: char| first.is_ascii_digit() || first == '-');
        (number && self.message.starts_with("expected")).then(|| format!("numbers are written in backticks: `{found}`"))
    }
}

impl From<QueryError> for io::Error {
    fn from(error: QueryError) -> Self {
        Self::new(io::ErrorKind::InvalidInput, error)
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = self.query.get(..self.offset).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = self.query.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let on_line = self.query.get(start..self.offset).unwrap_or_default();
        let column = on_line.chars().count() + 1;
        if start > 0 {
            write!(formatter, "line {}, ", before.matches('\n').count() + 1)?;
        }
        if self.offset < self.query.len() {
            write!(formatter, "column {column}: ")?;
        }
        formatter.write_str(&self.message)?;
        if let Some(help) = self.help() {
            write!(formatter, "; {help}")?;
        }
        write!(formatter, "\n  {line}\n  {:width$}^", "", width = on_line.width())
    }
}

impl error::Error for QueryError {}

/// The name or number at the start of a text, or its first character.
fn word(text: &str) -> &str {
    let end = text.find(|character: char| !character.is_alphanumeric() && !matches!(character, '_' | '-' | '.'));
    let word = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
    let starts_word = word.starts_with(|first: char| first.is_alphanumeric() || matches!(first, '_' | '-'));
    if starts_word { word } else { text.get(..text.chars().next().map_or(0, char::len_utf8)).unwrap_or_default() }
}

fn in_sentence(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_lowercase().chain(rest).collect())
}
