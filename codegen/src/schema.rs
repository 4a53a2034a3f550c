//! The JSON Schema of each kind of spec file, made from the spec's own Rust types.

use schemars::{JsonSchema, schema_for};
use serde_json::Value;

use crate::spec;

/// The kinds of files under `spec/`, each with the name of its schema file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Common,
    Product,
    Types,
    Action,
}

impl Kind {
    pub(crate) const ALL: [Kind; 4] = [Kind::Common, Kind::Product, Kind::Types, Kind::Action];

    /// The name of the schema, `action` in `spec/schema/action.json`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Common => "common",
            Kind::Product => "product",
            Kind::Types => "types",
            Kind::Action => "action",
        }
    }

    pub(crate) fn schema(self) -> Value {
        fn of<T: JsonSchema>() -> Value {
            schema_for!(T).to_value()
        }
        match self {
            Kind::Common => of::<spec::Common>(),
            Kind::Product => of::<spec::Product>(),
            Kind::Types => of::<spec::Types>(),
            Kind::Action => of::<spec::Action>(),
        }
    }
}
