//! What is seen on the server of an instance.

use crate::time::Time;

/// What the data plane has seen on the server of an instance, right before a call that shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Observed {
    /// The oldest first.
    pub(crate) slow_commands: Vec<SlowCommand>,
    /// The largest first.
    pub(crate) keys: Vec<ObservedKey>,
}

/// A command of a client that took long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SlowCommand {
    pub(crate) time: Time,
    /// In milliseconds.
    pub(crate) duration: u64,
    pub(crate) arguments: Vec<String>,
    pub(crate) client: String,
}

/// A key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ObservedKey {
    pub(crate) database: i64,
    pub(crate) name: String,
    /// The type of its value, such as `string`.
    pub(crate) kind: String,
    /// In bytes.
    pub(crate) size: u64,
    /// How often it is accessed, on the logarithmic scale of Redis. 0 unless `maxmemory-policy` counts accesses.
    pub(crate) frequency: u64,
}
