//! The shared structures and enums of a product.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::default::is_default;
use crate::field::Field;
use crate::ty::Type;

/// `spec/<product>/<version>/types.json`: the shared structures, the documentation's page "data types".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Types {
    /// The JSON Schema of this file, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "is_default")]
    pub schema: Option<String>,
    /// The documentation page of the structures.
    pub page: String,
    /// Closed sets of values that have names, by the name of the Rust enum that they become.
    #[serde(default, skip_serializing_if = "is_default")]
    pub enums: IndexMap<String, Enumeration>,
    /// The structures, by the documentation's name.
    pub types: IndexMap<String, Structure>,
}

impl Types {
    /// The values that a field takes, each with its meaning: its own, or those of the set that it names. Empty if
    /// the documentation closes no set.
    pub fn allowed<'s>(&'s self, field: &'s Field) -> Vec<(&'s str, &'s str)> {
        let set = field.enumeration.as_ref().and_then(|name| self.enums.get(name));
        let named = set.into_iter().flat_map(|set| &set.values).map(|(value, named)| (value, &named.doc));
        let allowed =
            named.filter(|(value, _)| field.only.is_empty() || field.only.contains(value)).chain(&field.values);
        allowed.map(|(value, doc)| (value.as_str(), doc.as_str())).collect()
    }
}

/// A closed set of values that have names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Enumeration {
    /// What the values mean, in a sentence.
    pub doc: String,
    /// `int64` or `string`: how the values are sent.
    #[serde(rename = "type")]
    pub ty: Type,
    /// The values as they are sent, each with its name.
    pub values: IndexMap<String, NamedValue>,
}

impl Enumeration {
    /// Whether a field of this type can have the values.
    pub fn fits(&self, ty: &Type) -> bool {
        match ty {
            // The values of an unsigned field are integers too, only never negative.
            Type::Uint64 => self.ty == Type::Int64 && self.values.keys().all(|value| value.parse::<u64>().is_ok()),
            ty => self.ty == *ty,
        }
    }
}

/// A value of a set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NamedValue {
    /// The variant's name.
    pub name: String,
    /// What the value means.
    pub doc: String,
}

/// A shared structure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Structure {
    /// What it describes, in a sentence or two.
    pub doc: String,
    /// Its fields, in the documentation's order.
    pub fields: Vec<Field>,
}
