//! What a field accepts, in words for messages.

use std::fmt;

/// What a field accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A string, or a number as it is written.
    Str,
    /// A signed integer.
    I64,
    /// An unsigned integer.
    U64,
    /// A number that may have a fraction.
    F64,
    /// A boolean.
    Bool,
    /// A list.
    List,
    /// An object.
    Record,
    /// Any value.
    Any,
}

impl Kind {
    /// Returns the kind with its article.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Str => "a string",
            Kind::I64 => "a 64-bit integer",
            Kind::U64 => "an unsigned 64-bit integer",
            Kind::F64 => "a finite number",
            Kind::Bool => "a boolean",
            Kind::List => "a list",
            Kind::Record => "an object",
            Kind::Any => "a value",
        }
    }

    /// Returns whether it is neither a list nor an object.
    pub(crate) fn is_scalar(self) -> bool {
        !matches!(self, Kind::List | Kind::Record)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
