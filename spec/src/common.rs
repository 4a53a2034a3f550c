//! What all products share.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::default::is_default;

/// `spec/common.json`: what all products share.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Common {
    /// The JSON Schema of this file, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "is_default")]
    pub schema: Option<String>,
    /// The documentation page of the common error codes.
    pub page: String,
    /// Error codes that any action can return, each with its meaning.
    pub errors: IndexMap<String, String>,
    /// The known regions, each with its location. The set is open: users may name others.
    pub regions: IndexMap<String, String>,
    /// The sites: who operates the endpoints, and the domain of the hosts.
    pub sites: IndexMap<String, Site>,
}

/// A site: one operator with its own hosts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// What the site is, in one sentence.
    pub doc: String,
    /// The domain that follows the product's name, as in `redis.` followed by the domain.
    pub domain: String,
    /// Whether hosts of the form `product.region.domain` exist.
    #[serde(default, skip_serializing_if = "is_default")]
    pub regional_hosts: bool,
}
