//! What an import changed, as a reader would want to know it.

use std::fmt;

/// One change of a fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The action or structure, and the field where the change is of one.
    pub place: String,
    /// What happened to it.
    pub what: String,
    /// Whether programs that compiled may no longer do so, or calls that worked may now be refused.
    pub breaking: bool,
}

impl Change {
    pub(super) fn new(place: impl Into<String>, what: impl Into<String>, breaking: bool) -> Self {
        Change { place: place.into(), what: what.into(), breaking }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.breaking { "breaking" } else { "not breaking" };
        write!(f, "{}: {} ({kind})", self.place, self.what)
    }
}
