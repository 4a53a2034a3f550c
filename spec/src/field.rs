//! Parameters of requests, fields of responses, and fields of shared structures.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::default::is_default;
use crate::ty::Type;

/// A parameter of a request, a field of a response, or a field of a shared structure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The wire name.
    pub name: String,
    /// `string`, `int64`, `uint64`, `float`, `bool`, `date`, `datetime`, `datetime_iso`, `binary`, the name of a
    /// shared structure, or a list of any of these: `[string]`.
    #[serde(rename = "type")]
    pub ty: Type,
    /// The named set whose values it takes, one of `enums` in types.json. In a list: of its items.
    #[serde(rename = "enum", default, skip_serializing_if = "is_default")]
    pub enumeration: Option<String>,
    /// The values of the enum that are allowed here, if not all are.
    #[serde(default, skip_serializing_if = "is_default")]
    pub only: Vec<String>,
    /// In a request: required.
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: bool,
    /// In a response: always present.
    #[serde(default, skip_serializing_if = "is_default")]
    pub output_required: bool,
    /// In a response: may be `null`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nullable: bool,
    /// Not on the documentation page that the file was transcribed from; a newer source adds it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub newer: bool,
    /// Whether it is never shown in logs, errors or `Debug`. A string whose name sounds like a secret needs a decision,
    /// `true` or `false`; any other field is not a secret unless this is `true`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub secret: Option<bool>,
    /// A link that gives access to whoever has it, such as one with a signature in its query: `Debug` shows it without the
    /// query, and errors keep no part of a response that contains one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub presigned: bool,
    /// Set if the field is deprecated: what to use instead.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deprecated: Option<String>,
    /// What it means.
    pub doc: String,
    /// The unit of a number, such as `days`, `MB`, `bytes`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unit: Option<String>,
    /// The least number, or the least length of a string or list.
    #[serde(default, skip_serializing_if = "is_default")]
    pub min: Option<Number>,
    /// The largest number, or the largest length of a string or list.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max: Option<Number>,
    /// What the service assumes if the parameter is not sent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub default: Option<Value>,
    /// The allowed values if the documentation closes the set but does not name them, each with its meaning. In a list:
    /// of its items.
    #[serde(default, skip_serializing_if = "is_default")]
    pub values: IndexMap<String, String>,
}

impl Field {
    /// Whether it is never shown in logs, errors or `Debug`.
    pub fn is_secret(&self) -> bool {
        self.secret == Some(true)
    }

    /// Whether errors keep nothing of a response that contains it.
    pub fn is_sensitive(&self) -> bool {
        self.is_secret() || self.presigned
    }
}
