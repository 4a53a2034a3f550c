//! What a write does that people should decide on first.

use serde::{Deserialize, Serialize};

/// What a write does that people should decide on first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// It can lose data, or cannot be undone.
    Destructive,
    /// It can interrupt or slow down what is running, such as client connections, or block writes.
    Disruptive,
    /// It can spend money, or change what is charged.
    Billable,
}

impl Impact {
    /// All kinds of impact.
    pub const ALL: [Impact; 3] = [Impact::Destructive, Impact::Disruptive, Impact::Billable];

    /// Returns the name of the kind in the spec.
    pub fn name(self) -> &'static str {
        match self {
            Impact::Destructive => "destructive",
            Impact::Disruptive => "disruptive",
            Impact::Billable => "billable",
        }
    }
}
