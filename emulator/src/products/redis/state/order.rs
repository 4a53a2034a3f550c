//! Orders: the purchase of instances.

use std::time::Duration;

use serde_json::{Value, json};

use crate::time::{Time, UNSET};

/// How long an order may remain unpaid.
const PAYMENT_TERM: Duration = Duration::from_secs(15 * 24 * 3600);

/// An order. Its times and its outcome are determined when it is placed, and it is paid immediately.
pub(crate) struct Order {
    pub(crate) name: String,
    pub(crate) zone_id: i64,
    pub(crate) instance_ids: Vec<String>,
    /// In hundredths of a yuan.
    pub(crate) price: i64,
    pub(crate) placed_at: Time,
    /// The time at which the delivery begins.
    pub(crate) delivering_at: Time,
    /// The time at which the delivery ends, successfully or not.
    pub(crate) delivered_at: Time,
    /// The message of the failure; `None` if the delivery succeeds.
    pub(crate) failure: Option<String>,
}

impl Order {
    /// Returns the status and its description.
    fn status(&self, now: Time) -> (i64, &str) {
        if now < self.delivering_at {
            return (2, "paid");
        }
        if now < self.delivered_at {
            return (3, "being delivered");
        }
        self.failure.as_deref().map_or((4, "delivered"), |failure| (5, failure))
    }

    /// Returns the order as DescribeInstanceDealDetail does.
    pub(crate) fn describe(&self, now: Time) -> Value {
        let (status, description) = self.status(now);
        let end_time = if now < self.delivered_at { UNSET.into() } else { self.delivered_at.to_text() };
        json!({
            "DealId": self.name,
            "DealName": self.name,
            "ZoneId": self.zone_id,
            "GoodsNum": self.instance_ids.len(),
            "Creater": "100000000001",
            "CreatTime": self.placed_at.to_text(),
            "OverdueTime": (self.placed_at + PAYMENT_TERM).to_text(),
            "EndTime": end_time,
            "Status": status,
            "Description": description,
            "Price": self.price,
            "InstanceIds": self.instance_ids,
        })
    }
}
