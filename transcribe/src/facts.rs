//! What a source knows of the API, without any docs. `None` if the source does not know.

use tencloud_spec::Type;

/// What a source knows of an action.
pub(crate) struct ActionFacts {
    pub(crate) name: String,
    /// The documented requests per second.
    pub(crate) rate: Option<u32>,
    pub(crate) unsigned: Option<bool>,
    pub(crate) parameters: Vec<FieldFacts>,
    pub(crate) results: Vec<FieldFacts>,
    pub(crate) errors: Option<Vec<String>>,
}

/// What a source knows of a shared structure.
pub(crate) struct StructureFacts {
    pub(crate) name: String,
    pub(crate) fields: Vec<FieldFacts>,
}

/// What a source knows of a field.
pub(crate) struct FieldFacts {
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) required: Option<bool>,
    pub(crate) output_required: OutputRequired,
    pub(crate) nullable: Option<bool>,
    pub(crate) deprecated: Option<bool>,
}

/// What a source knows of whether a field is always present in responses.
#[derive(Clone, Copy)]
pub(crate) enum OutputRequired {
    Known(bool),
    /// For fields that the spec does not have yet.
    Assumed(bool),
}
