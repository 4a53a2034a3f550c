//! What all actions of a product share.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::action::Action;
use crate::common::Common;
use crate::default::is_default;
use crate::error_class::ErrorClass;
use crate::waiter::Waiter;

/// `spec/<product>/<version>/product.json`: what all actions of a product share.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// The JSON Schema of this file, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "is_default")]
    pub schema: Option<String>,
    /// The short name in hosts and signatures, such as `redis`.
    pub product: String,
    /// The API version, such as `2018-04-12`.
    pub version: String,
    /// The SDK's module for this version, such as `redis`. It is chosen once and never computed: a newer version gets
    /// its own name, such as `redis_v20270101`, and this one keeps its meaning.
    pub module: String,
    /// The name that people use, such as `TencentDB for Redis`.
    pub title: String,
    /// What the product is for, in one or two sentences.
    pub doc: String,
    /// The entry page of the documentation.
    pub page: String,
    /// The number of requests per second for actions whose page documents no rate.
    #[cfg_attr(feature = "schema", schemars(range(max = 1_000_000)))]
    pub default_rate: u32,
    /// Whether the requests of every action require a region. If only some actions do, these are marked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub regional: bool,
    /// Whether the product serves financial regions (`…-fsi`), which only financial hosts reach.
    #[serde(default, skip_serializing_if = "is_default")]
    pub finance: bool,
    /// Whether the product has no written docs yet: texts may then be empty, and the generated docs contain only facts.
    #[serde(default, skip_serializing_if = "is_default")]
    pub facts_only: bool,
    /// Whether the spec contains only some actions of the product. `cargo xtask promote` updates these, and adds no
    /// others unless it is asked to.
    #[serde(default, skip_serializing_if = "is_default")]
    pub partial: bool,
    /// Topics that group the actions in the documentation, each with its title.
    pub topics: IndexMap<String, String>,
    /// What can be waited for, by name: `task` becomes `wait_for_task`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub waiters: IndexMap<String, Waiter>,
    /// The product's own error codes, each with its meaning.
    pub errors: IndexMap<String, String>,
    /// The classes of those codes whose meaning differs from what the rules in `common.json` infer from their names.
    #[serde(default, skip_serializing_if = "is_default")]
    pub error_classes: IndexMap<String, ErrorClass>,
}

impl Product {
    /// Returns the class of an error code of the product's actions.
    pub fn error_class(&self, code: &str, common: &Common) -> ErrorClass {
        self.error_classes.get(code).copied().unwrap_or_else(|| common.error_class(code))
    }

    /// Returns whether the requests of an action require a region.
    pub fn needs_region(&self, action: &Action) -> bool {
        self.regional || action.regional
    }
}
