//! The shared structs and enums of a product.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::default::is_default;
use crate::field::Field;
use crate::ty::Type;

/// `spec/<product>/<version>/types.json`: the shared structs and the enums. Structs are documented on the page "data
/// types".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Types {
    /// The JSON Schema of this file, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "is_default")]
    pub schema: Option<String>,
    /// The documentation page of the structs.
    pub page: String,
    /// Closed sets of named values, by the name of the Rust enum that each becomes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub enums: IndexMap<String, Enumeration>,
    /// The structs, by the documentation's names.
    pub types: IndexMap<String, Structure>,
}

impl Types {
    /// Returns the values that a field takes, each with its meaning: its own values, or those of its enum. Returns none
    /// if the documentation lists no closed set.
    pub fn allowed<'s>(&'s self, field: &'s Field) -> Vec<(&'s str, &'s str)> {
        let set = field.enumeration.as_ref().and_then(|name| self.enums.get(name));
        let named = set.into_iter().flat_map(|set| &set.values).map(|(value, named)| (value, &named.doc));
        let allowed =
            named.filter(|(value, _)| field.only.is_empty() || field.only.contains(value)).chain(&field.values);
        allowed.map(|(value, doc)| (value.as_str(), doc.as_str())).collect()
    }
}

/// A closed set of named values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Enumeration {
    /// What the values mean, in one sentence.
    pub doc: String,
    /// `int64` or `string`: how the values are sent.
    #[serde(rename = "type")]
    pub ty: Type,
    /// The values as they are sent, each with its name.
    pub values: IndexMap<String, NamedValue>,
}

impl Enumeration {
    /// Returns whether a field of this type can have the values.
    pub fn fits(&self, ty: &Type) -> bool {
        match ty {
            // The values of an unsigned field are integers, too, but never negative.
            Type::Uint64 => self.ty == Type::Int64 && self.values.keys().all(|value| value.parse::<u64>().is_ok()),
            ty => self.ty == *ty,
        }
    }
}

/// A value of an enum.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NamedValue {
    /// The variant's name.
    pub name: String,
    /// What the value means.
    pub doc: String,
}

/// A shared struct.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Structure {
    /// What the struct describes, in one or two sentences.
    pub doc: String,
    /// The fields, in the order of the documentation.
    pub fields: Vec<Field>,
}
