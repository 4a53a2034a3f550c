//! Facts that are wrong in the official metadata.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `spec/<product>/<version>/corrections.json`: facts in which the spec intentionally differs from the official
/// metadata.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Corrections {
    /// The JSON Schema of this file, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "crate::default::is_default")]
    pub schema: Option<String>,
    /// The corrections. A correction that is no longer needed is an error, so that none becomes stale.
    pub corrections: Vec<Correction>,
}

/// One fact in which the spec differs from the metadata. The spec itself contains the correct value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The action or the struct.
    pub of: String,
    /// The field, by wire name.
    pub field: String,
    /// The fact that is corrected.
    pub fact: Fact,
    /// The wrong value in the metadata.
    pub metadata: Value,
    /// How we know that the metadata is wrong.
    pub why: String,
}

/// A fact that the metadata contains.
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
