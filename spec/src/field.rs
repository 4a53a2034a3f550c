//! Parameters of requests, fields of responses, and fields of shared structs.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::default::is_default;
use crate::format::{Format, Zone};
use crate::ty::Type;

/// A parameter of a request, a field of a response, or a field of a shared struct.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The wire name.
    pub name: String,
    /// The type: `string`, `int64`, `uint64`, `float`, `bool`, `date`, `datetime`, `datetime_iso`, `binary`, the name
    /// of a shared struct, or a list of any of these, such as `[string]`.
    #[serde(rename = "type")]
    pub ty: Type,
    /// The enum whose values the field takes, one of `enums` in types.json. For a list, that of its items.
    #[serde(rename = "enum", default, skip_serializing_if = "is_default")]
    pub enumeration: Option<String>,
    /// The values of the enum that are allowed here, if not all of them are.
    #[serde(default, skip_serializing_if = "is_default")]
    pub only: Vec<String>,
    /// Whether a request must contain the field.
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: bool,
    /// Whether a response always contains the field.
    #[serde(default, skip_serializing_if = "is_default")]
    pub output_required: bool,
    /// Whether the field may be `null` in a response.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nullable: bool,
    /// Whether the field is missing on the documentation page that the file was transcribed from, and a newer source
    /// adds it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub newer: bool,
    /// Whether the field must never be shown in logs, errors or `Debug`. A string field whose name suggests a secret
    /// requires a decision, `true` or `false`; any other field is not a secret unless this is `true`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub secret: Option<bool>,
    /// Whether the field is a link that grants access to anyone who has it, such as one with a signature in its query.
    /// `Debug` shows it without the query, and errors keep no part of a response that contains one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub presigned: bool,
    /// What a string contains, or how a time is written, if the type leaves it open.
    #[serde(default, skip_serializing_if = "is_default")]
    pub format: Option<Format>,
    /// The time zone, of a field that contains a time.
    #[serde(default, skip_serializing_if = "is_default")]
    pub zone: Option<Zone>,
    /// Set if the field is deprecated: what to use instead.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deprecated: Option<String>,
    /// What the field means.
    pub doc: String,
    /// The unit of a number, such as `days`, `MB`, `bytes`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unit: Option<String>,
    /// The smallest number, or the smallest length of a string or list.
    #[serde(default, skip_serializing_if = "is_default")]
    pub min: Option<Number>,
    /// The largest number, or the largest length of a string or list.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max: Option<Number>,
    /// What the service assumes if the parameter is not sent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub default: Option<Value>,
    /// The allowed values, each with its meaning, if the documentation lists all of them but does not name them. For a
    /// list, those of its items. In a product without written docs, the values that the description mentions, without
    /// meanings.
    #[serde(default, skip_serializing_if = "is_default")]
    pub values: IndexMap<String, String>,
}

impl Field {
    /// Returns whether the field must never be shown in logs, errors or `Debug`.
    pub fn is_secret(&self) -> bool {
        self.secret == Some(true)
    }

    /// Returns whether errors keep nothing of a response that contains the field.
    pub fn is_sensitive(&self) -> bool {
        self.is_secret() || self.presigned
    }
}
