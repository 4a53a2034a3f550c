//! How the spec describes work that goes on after the reply.

use serde::{Deserialize, Serialize};

/// What is polled until work that goes on after a reply has ended, and how its end is told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Waiter {
    /// What is waited for, in one sentence.
    pub doc: String,
    /// The action that is polled.
    pub action: String,
    /// The parameter of that action which takes the id.
    pub parameter: String,
    /// JSON pointer to the state in the reply, such as `/Status` or `/InstanceSet/0/Status`.
    pub state: String,
    /// JSON pointer to the service's message, where the reply has one.
    #[serde(default, skip_serializing_if = "crate::default::is_default")]
    pub message: Option<String>,
    /// States in which waiting has succeeded. Compared without case.
    pub done: Vec<String>,
    /// States that can no longer turn into success. Any other state means "still running".
    pub failed: Vec<String>,
}

/// A result field that names work which goes on after the reply.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AsyncId {
    /// The result field that holds the id, or the list of ids.
    pub field: String,
    /// The product's waiter that takes it.
    pub waiter: String,
}
