//! What changed in the spec.

use std::fmt;

use tencloud_spec::{Effect, Type};

/// One change in the spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The action or struct.
    pub of: String,
    /// The field, if a field changed.
    pub field: Option<String>,
    /// What changed.
    pub kind: ChangeKind,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// An action that the spec did not have.
    NewAction,
    /// An action that the source no longer has.
    ActionRemoved,
    /// A struct that the spec did not have.
    NewStructure,
    /// A struct that the source no longer has.
    StructureRemoved,
    /// A field that the spec did not have.
    NewField {
        /// Whether every request must contain it.
        required: bool,
    },
    /// A field that the source no longer has.
    FieldRemoved,
    /// A field that the page does not have, which is now marked as newer than the page.
    MarkedNewer,
    /// A fact in which the page differs, but which a correction keeps.
    Corrected {
        /// Why the spec is right.
        why: String,
    },
    /// A different type.
    Type {
        /// The old type.
        from: Type,
        /// The new type.
        to: Type,
    },
    /// Whether every request must contain it.
    Required(bool),
    /// Whether every response contains it.
    OutputRequired(bool),
    /// Whether it may be `null`.
    Nullable(bool),
    /// Whether it should no longer be used.
    Deprecated(bool),
    /// Whether the action's requests are sent without a signature.
    Unsigned(bool),
    /// Whether the action reads, computes or writes.
    Effect(Effect),
    /// What the action does that people should decide on first.
    Impact,
    /// How the action returns a long list.
    Pages {
        /// Whether it is no longer known that it does.
        removed: bool,
    },
    /// Which results identify asynchronous operations.
    Asynchronous,
    /// How the action responds with a stream of events.
    Streams {
        /// Whether programs that use it notice.
        breaking: bool,
    },
    /// How the parameters are sent.
    Body,
    /// What a string contains, how a time is written, or its time zone.
    Format,
    /// Whether it must never be shown.
    Secret(bool),
    /// Whether it is a link that grants access to anyone who has it.
    Presigned(bool),
    /// The known values.
    Values,
    /// An error code that the action did not have.
    NewError(String),
    /// An error code that the action no longer has.
    ErrorRemoved(String),
    /// The page documents no rate, and the spec's rate is now marked as undocumented.
    RateUndocumented,
    /// An error code that the page does not list, which is now one of the newer codes.
    NewerError(String),
    /// The sample at an index on the page, which replaced the spec's.
    SampleReplaced(usize),
    /// The sample at an index in the metadata, which the spec did not have.
    SampleAdded(usize),
}

impl Change {
    pub(crate) fn of(of: &str, kind: ChangeKind) -> Change {
        Change { of: of.to_owned(), field: None, kind }
    }

    pub(crate) fn of_field(of: &str, field: &str, kind: ChangeKind) -> Change {
        Change { field: Some(field.to_owned()), ..Change::of(of, kind) }
    }

    /// Returns whether programs that compiled may no longer compile, or calls that worked may now be rejected.
    pub fn is_breaking(&self) -> bool {
        match &self.kind {
            ChangeKind::ActionRemoved
            | ChangeKind::StructureRemoved
            | ChangeKind::FieldRemoved
            | ChangeKind::Type { .. }
            // The builder and the error enum lose something.
            | ChangeKind::Pages { removed: true }
            | ChangeKind::Streams { breaking: true }
            | ChangeKind::Body
            | ChangeKind::ErrorRemoved(_)
            // A secret has a type of its own.
            | ChangeKind::Secret(_)
            // These two change the type of the field, in either direction; a parameter may become optional.
            | ChangeKind::OutputRequired(_)
            | ChangeKind::Nullable(_) => true,
            ChangeKind::NewField { required } | ChangeKind::Required(required) => *required,
            _ => false,
        }
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ChangeKind::NewAction => "new action",
            ChangeKind::ActionRemoved => "action removed",
            ChangeKind::NewStructure => "new struct",
            ChangeKind::StructureRemoved => "struct removed",
            ChangeKind::NewField { required: true } => "new required field",
            ChangeKind::NewField { required: false } => "new field",
            ChangeKind::FieldRemoved => "field removed",
            ChangeKind::MarkedNewer => "not on the page; now marked as newer",
            ChangeKind::Corrected { why } => return write!(f, "different on the page; kept by a correction: {why}"),
            ChangeKind::Type { from, to } => return write!(f, "type changed from `{from}` to `{to}`"),
            ChangeKind::Required(true) => "now required",
            ChangeKind::Required(false) => "no longer required",
            ChangeKind::OutputRequired(true) => "now always present",
            ChangeKind::OutputRequired(false) => "no longer always present",
            ChangeKind::Nullable(true) => "now nullable",
            ChangeKind::Nullable(false) => "no longer nullable",
            ChangeKind::Deprecated(true) => "now deprecated",
            ChangeKind::Deprecated(false) => "no longer deprecated",
            ChangeKind::Unsigned(true) => "now unsigned",
            ChangeKind::Unsigned(false) => "now signed",
            ChangeKind::Effect(Effect::Read) => "now only reads",
            ChangeKind::Effect(Effect::Compute) => "now only computes",
            ChangeKind::Effect(Effect::Write) => "now writes",
            ChangeKind::Impact => "different impact",
            ChangeKind::Pages { removed: true } => "no longer returns pages",
            ChangeKind::Pages { removed: false } => "different pages",
            ChangeKind::Asynchronous => "different asynchronous ids",
            ChangeKind::Streams { .. } => "streams events in a different way",
            ChangeKind::Body => "parameters are sent in a different way",
            ChangeKind::Format => "different format or time zone",
            ChangeKind::Secret(true) => "now a secret",
            ChangeKind::Secret(false) => "no longer a secret",
            ChangeKind::Presigned(true) => "now a link that grants access",
            ChangeKind::Presigned(false) => "no longer a link that grants access",
            ChangeKind::Values => "different known values",
            ChangeKind::NewError(code) => return write!(f, "new error code `{code}`"),
            ChangeKind::ErrorRemoved(code) => return write!(f, "error code `{code}` removed"),
            ChangeKind::RateUndocumented => "no rate on the page; the spec's is now marked as undocumented",
            ChangeKind::NewerError(code) => return write!(f, "`{code}` is not on the page; now in `newer_errors`"),
            ChangeKind::SampleReplaced(_) => "sample replaced by the page's",
            ChangeKind::SampleAdded(_) => "new sample",
        })
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.of)?;
        if let Some(field) = &self.field {
            write!(f, ".{field}")?;
        }
        write!(f, ": {}{}", self.kind, if self.is_breaking() { " (breaking)" } else { "" })
    }
}
