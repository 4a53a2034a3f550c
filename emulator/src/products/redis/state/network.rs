//! How clients reach an instance, and what limits them.

use serde::{Deserialize, Serialize};

use crate::time::Time;

/// The number of client connections to a shard that a new instance allows.
pub(crate) const DEFAULT_CLIENT_LIMIT: i64 = 10_000;

/// The network of an instance, apart from what was ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Network {
    /// The private IPv4 address.
    pub(crate) address: String,
    /// Addresses from before a change, which still lead to the instance.
    pub(crate) former: Vec<FormerAddress>,
    /// The host name of the public address.
    pub(crate) public_address: Option<String>,
    /// What was added to the standard bandwidth of a shard, in MB per second.
    pub(crate) added_bandwidth: i64,
    /// The number of client connections to a shard.
    pub(crate) client_limit: i64,
    /// Whether writes of clients fail.
    pub(crate) read_only: bool,
}

/// An address that is kept for some days after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FormerAddress {
    pub(crate) vpc: String,
    pub(crate) address: String,
    pub(crate) port: i64,
    pub(crate) until: Time,
}

/// A place in a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Location {
    /// Empty in the classic network.
    pub(crate) vpc: String,
    pub(crate) subnet: String,
    pub(crate) address: String,
    pub(crate) port: i64,
}

impl Network {
    /// Returns the network of a new instance.
    pub(crate) fn new(address: String) -> Self {
        Self {
            address,
            former: Vec::new(),
            public_address: None,
            added_bandwidth: 0,
            client_limit: DEFAULT_CLIENT_LIMIT,
            read_only: false,
        }
    }
}

/// Returns an address for each number; only numbers that differ by multiples of 62,500 share one.
pub(crate) fn address_of(number: u64) -> String {
    format!("10.0.{}.{}", number / 250 % 250, 1 + number % 250)
}
