//! The JSON Schema of each kind of spec file, derived from the spec's Rust types.

use schemars::{JsonSchema, schema_for};
use serde_json::Value;

use crate::spec;

/// The kinds of files in `spec/`, each with the name of its schema file.
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

    /// Returns the name of the schema, such as `action` for `spec/schema/action.json`.
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

/// Disallows `null` for an optional struct, which is omitted instead. If `null` were allowed, an error inside the
/// struct would be reported as "neither this nor null".
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
