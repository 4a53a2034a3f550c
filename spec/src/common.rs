//! What all products share.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::default::is_default;
use crate::error_class::{ErrorClass, ErrorClassRule};

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
    /// The classes of error codes by name. The first rule that matches a code decides; a code that matches none is
    /// permanent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub error_class_rules: Vec<ErrorClassRule>,
    /// The known regions, each with its location. The set is open: users may name others.
    pub regions: IndexMap<String, String>,
    /// The sites: who operates the endpoints, and the domain of the hosts.
    pub sites: IndexMap<String, Site>,
}

impl Common {
    /// Returns the class of an error code according to its name.
    pub fn error_class(&self, code: &str) -> ErrorClass {
        self.error_class_rules.iter().find(|rule| rule.matches(code)).map(|rule| rule.class).unwrap_or_default()
    }
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
