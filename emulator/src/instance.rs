//! Instances that exist without an order.

use std::{error::Error, fmt};

use serde::Deserialize;
use serde_json::{Map, Value, json};

/// A running instance that exists from the start: see [`Builder::instance`](crate::Builder::instance).
///
/// ```
/// # use tencloud_emulator::Instance;
/// let instance = Instance::new("crs-5a4py64p", "ap-tokyo").with("InstanceName", "sessions").with("MemSize", 4096);
/// ```
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instance {
    pub(crate) id: String,
    pub(crate) region: String,
    /// Parameters of CreateInstances.
    #[serde(default)]
    order: Map<String, Value>,
}

impl Instance {
    /// Describes an instance of Redis 6.2 with one shard of 1 GB, pay-as-you-go, with the password `Passw0rd!`.
    pub fn new(id: &str, region: &str) -> Self {
        Self { id: id.to_owned(), region: region.to_owned(), order: Map::new() }
    }

    /// Returns the parameters with which it could have been ordered.
    pub(crate) fn order(&self) -> Map<String, Value> {
        let defaults = [
            ("TypeId", json!(15)),
            ("MemSize", json!(1024)),
            ("GoodsNum", json!(1)),
            ("Period", json!(1)),
            ("BillingMode", json!(0)),
            ("Password", json!("Passw0rd!")),
        ];
        let defaults = defaults.map(|(name, value)| (name.to_owned(), value));
        defaults.into_iter().chain(self.order.clone()).collect()
    }

    /// Sets a parameter of `CreateInstances` as if the instance had been ordered with it.
    #[must_use]
    pub fn with(mut self, parameter: &str, value: impl Into<Value>) -> Self {
        self.order.insert(parameter.to_owned(), value.into());
        self
    }
}

/// The instance could not have been ordered, or there is another one with its id. [`Display`](fmt::Display) contains the
/// parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceError {
    message: String,
}

impl fmt::Display for InstanceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for InstanceError {}

impl From<String> for InstanceError {
    fn from(message: String) -> Self {
        Self { message }
    }
}
