//! Orders.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Time;

/// A month of a prepaid term.
pub(crate) const MONTH: Duration = Duration::from_secs(30 * 24 * 3600);

/// The documented statuses of an order that occur here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum OrderStatus {
    Paid,
    Delivering,
    Delivered,
    /// The delivery failed, for this reason.
    Failed(String),
    /// The delivery failed, for this reason, and what was paid has been returned.
    Refunded(String),
}

/// What the delivery of an order changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum OrderChange {
    /// Creates the instances, which are uninitialized until then. If the delivery fails, they are removed.
    Create,
    /// Nothing by itself: a task for the existing instance delivers the order.
    ByTask,
    /// Extends the prepaid term. An isolated instance leaves the recycle bin.
    Renew { months: i64 },
    /// Makes the instance prepaid for this term, or pay-as-you-go (`None`).
    ChangeCharge { months: Option<i64> },
    /// Starts the task that resizes the instance.
    Resize { size: Resize, in_window: bool },
    /// Moves a prepaid instance to the recycle bin.
    Return,
}

/// The size of an instance after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Resize {
    pub(crate) shard_mb: i64,
    pub(crate) shards: i64,
    /// The zones of the replicas to add.
    pub(crate) added: Vec<i64>,
    /// The ids of the nodes to remove.
    pub(crate) removed: Vec<u64>,
}

/// An order. It is paid immediately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) name: String,
    pub(crate) change: OrderChange,
    pub(crate) zone_id: i64,
    pub(crate) instance_ids: Vec<String>,
    /// In hundredths of a yuan.
    pub(crate) price: i64,
    pub(crate) placed_at: Time,
    pub(crate) status: OrderStatus,
    pub(crate) ended_at: Option<Time>,
    /// The message with which the delivery is going to fail.
    pub(crate) failure: Option<String>,
}

impl OrderStatus {
    /// Returns the number and the description that responses contain.
    pub(crate) fn number_and_description(&self) -> (i64, &str) {
        match self {
            OrderStatus::Paid => (2, "paid"),
            OrderStatus::Delivering => (3, "being delivered"),
            OrderStatus::Delivered => (4, "delivered"),
            OrderStatus::Failed(message) => (5, message),
            OrderStatus::Refunded(message) => (6, message),
        }
    }
}
