//! Facts in which the official metadata is wrong.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `spec/<product>/<version>/corrections.json`: facts in which the spec differs from the official metadata on purpose.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Corrections {
    /// The JSON Schema of this file, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "crate::default::is_default")]
    pub schema: Option<String>,
    /// The corrections. One that is no longer needed is an error, so that none becomes stale.
    pub corrections: Vec<Correction>,
}

/// One fact in which the spec differs from the metadata. The spec itself contains the right value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The action or the structure.
    pub of: String,
    /// The field, by wire name.
    pub field: String,
    /// Which fact.
    pub fact: Fact,
    /// The wrong value in the metadata.
    pub metadata: Value,
    /// How we know.
    pub why: String,
}

/// A fact that the metadata states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The field's type.
    #[default]
    Type,
    /// Whether it is required in requests.
    Required,
    /// Whether it is always present in a response.
    OutputRequired,
    /// Whether it may be `null`.
    Nullable,
    /// Whether it should no longer be used.
    Deprecated,
}
