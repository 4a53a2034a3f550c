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
    Corrections,
    Action,
}

impl Kind {
    pub(crate) const ALL: [Kind; 5] = [Kind::Common, Kind::Product, Kind::Types, Kind::Corrections, Kind::Action];

    /// The name of the schema, `action` in `spec/schema/action.json`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Common => "common",
            Kind::Product => "product",
            Kind::Types => "types",
            Kind::Corrections => "corrections",
            Kind::Action => "action",
        }
    }

    pub(crate) fn schema(self) -> Value {
        fn of<T: JsonSchema>() -> Value {
            let mut schema = schema_for!(T).to_value();
            drop_null(&mut schema);
            schema
        }
        match self {
            Kind::Common => of::<spec::Common>(),
            Kind::Product => of::<spec::Product>(),
            Kind::Types => of::<spec::Types>(),
            Kind::Corrections => of::<spec::Corrections>(),
            Kind::Action => of::<spec::Action>(),
        }
    }
}

/// An optional structure is left out, not `null`. Without that choice an error inside of it is reported as what
/// it is, and not as "neither this nor null".
fn drop_null(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            let choice = object.get("anyOf").and_then(Value::as_array);
            let structure = choice
                .filter(|rules| rules.len() == 2)
                .and_then(|rules| rules.iter().find(|r| r.get("$ref").is_some()));
            if let Some(Value::Object(structure)) = structure.cloned() {
                object.shift_remove("anyOf");
                object.extend(structure);
            }
            object.values_mut().for_each(drop_null);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_null),
        _ => {}
    }
}
