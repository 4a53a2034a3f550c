//! Parameters of engines, and templates of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::engine::Engine;
use crate::time::Time;

/// Parameters whose values differ from the defaults of the engine.
pub(crate) type Values = BTreeMap<String, String>;

/// A template of parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ParameterTemplate {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) engine: Engine,
    pub(crate) values: Values,
}

/// A change of one parameter of an instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ParameterRecord {
    pub(crate) name: String,
    pub(crate) before: String,
    pub(crate) after: String,
    /// When it was requested.
    pub(crate) changed_at: Time,
    /// When the task that makes the change ended.
    #[serde(default)]
    pub(crate) ended_at: Option<Time>,
    /// Whether it has succeeded. `None` while the task that makes the change is running.
    pub(crate) succeeded: Option<bool>,
}

impl ParameterRecord {
    /// Returns the `Status` of responses.
    pub(crate) fn status(&self) -> i64 {
        match self.succeeded {
            None => 1,
            Some(true) => 2,
            Some(false) => 3,
        }
    }
}
