//! Asynchronous operations, and the waiters for them.

use serde::{Deserialize, Serialize};

/// How an asynchronous operation is polled, and which states end it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Waiter {
    /// What is waited for, in one sentence.
    pub doc: String,
    /// The action that is polled.
    pub action: String,
    /// The parameter of that action that takes the id.
    pub parameter: String,
    /// A JSON pointer to the state in the response, such as `/Status` or `/InstanceSet/0/Status`.
    pub state: String,
    /// A JSON pointer to the service's message, if the response has one.
    #[serde(default, skip_serializing_if = "crate::default::is_default")]
    pub message: Option<String>,
    /// The states in which waiting has succeeded. They are compared without regard to case.
    pub done: Vec<String>,
    /// The states that can no longer turn into success. Any other state means that the operation is still running.
    pub failed: Vec<String>,
}

/// A result field that identifies an asynchronous operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AsyncId {
    /// The result field that contains the id or the list of ids.
    pub field: String,
    /// The product's waiter that takes the id.
    pub waiter: String,
}
