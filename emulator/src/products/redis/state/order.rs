//! Orders.

use serde::{Deserialize, Serialize};

use crate::time::Time;

/// The documented statuses of an order that occur here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum OrderStatus {
    Paid,
    Delivering,
    Delivered,
    /// The delivery failed, for this reason.
    Failed(String),
}

/// What the delivery of an order changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum OrderChange {
    /// Creates the instances, which are uninitialized until then. If the delivery fails, they are removed.
    Create,
    /// Nothing by itself: a task for the existing instance delivers the order.
    ByTask,
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
        }
    }
}
