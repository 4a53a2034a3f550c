//! The facts that a source contains about the API, without docs. `None` means that the source does not contain the
//! fact.

use tencloud_spec::{Action, Field, Format, Streams, Structure, Type, Zone};

/// The facts about an action.
pub(crate) struct ActionFacts {
    pub(crate) name: String,
    /// The documented number of requests per second.
    pub(crate) rate: Option<u32>,
    pub(crate) unsigned: Option<bool>,
    pub(crate) streams: Option<Streams>,
    pub(crate) parameters: Vec<FieldFacts>,
    pub(crate) results: Vec<FieldFacts>,
    pub(crate) errors: Option<Vec<String>>,
}

/// The facts about a shared struct.
pub(crate) struct StructureFacts {
    pub(crate) name: String,
    pub(crate) fields: Vec<FieldFacts>,
}

/// The facts about a field.
pub(crate) struct FieldFacts {
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) required: Option<bool>,
    pub(crate) output_required: OutputRequired,
    pub(crate) nullable: Option<bool>,
    pub(crate) deprecated: Option<bool>,
    /// Whether it is a link that grants access.
    pub(crate) presigned: bool,
    /// Whether a product without written docs treats it as a secret: `None` if nothing suggests one.
    pub(crate) secret: Option<bool>,
    /// The number from which the field counts, if the source contains it.
    pub(crate) counts_from: Option<u32>,
    /// What a string contains or how a time is written, and the time zone, if the source contains them.
    pub(crate) format: Option<Format>,
    pub(crate) zone: Option<Zone>,
    /// The values that the source lists.
    pub(crate) values: Vec<String>,
}

/// Whether a field is always present in responses, according to a source.
#[derive(Clone, Copy)]
pub(crate) enum OutputRequired {
    Known(bool),
    /// For fields that the spec does not have yet.
    Assumed(bool),
}

impl From<&Action> for ActionFacts {
    /// The facts that an update compares. Error codes and the rate are not among them, since the metadata has none.
    fn from(action: &Action) -> ActionFacts {
        let fields = |fields: &[Field]| fields.iter().map(FieldFacts::from).collect();
        ActionFacts {
            name: action.action.clone(),
            rate: None,
            unsigned: Some(action.unsigned),
            streams: action.streams.clone(),
            parameters: fields(&action.parameters),
            results: fields(&action.results),
            errors: None,
        }
    }
}

impl From<(&String, &Structure)> for StructureFacts {
    fn from((name, structure): (&String, &Structure)) -> StructureFacts {
        StructureFacts { name: name.clone(), fields: structure.fields.iter().map(FieldFacts::from).collect() }
    }
}

impl From<&Field> for FieldFacts {
    fn from(field: &Field) -> FieldFacts {
        FieldFacts {
            name: field.name.clone(),
            ty: field.ty.clone(),
            required: Some(field.required),
            output_required: OutputRequired::Known(field.output_required),
            nullable: Some(field.nullable),
            deprecated: Some(field.deprecated.is_some()),
            presigned: field.presigned,
            secret: field.secret,
            // What follows from it is a fact of its own: the style of pages.
            counts_from: None,
            format: field.format,
            zone: field.zone,
            values: field.values.keys().cloned().collect(),
        }
    }
}
