//! Orders: what buying instances leaves behind.

use serde_json::{Value, json};

use crate::{
    error::ApiError,
    params::Params,
    products::{Call, Reply, fields},
    time::{NEVER, Time},
};

use super::Region;

/// How long an order may stay unpaid.
const PAYMENT_DAYS: u64 = 15;

/// An order with its whole course, which is decided when it is placed. The account pays at once.
pub(super) struct Order {
    pub(super) name: String,
    pub(super) zone_id: i64,
    pub(super) instance_ids: Vec<String>,
    /// In hundredths of a yuan.
    pub(super) price: i64,
    pub(super) placed: Time,
    pub(super) delivering: Time,
    pub(super) delivered: Time,
    pub(super) failure: Option<String>,
}

impl Order {
    /// Status and its description.
    fn status(&self, now: Time) -> (i64, &str) {
        if now < self.delivering {
            return (2, "paid");
        }
        if now < self.delivered {
            return (3, "being delivered");
        }
        self.failure.as_deref().map_or((4, "delivered"), |failure| (5, failure))
    }

    fn describe(&self, now: Time) -> Value {
        let (status, description) = self.status(now);
        let ended = if now < self.delivered { NEVER.into() } else { self.delivered.text() };
        let overdue = self.placed + std::time::Duration::from_secs(PAYMENT_DAYS * 24 * 3600);
        json!({
            "DealId": self.name,
            "DealName": self.name,
            "ZoneId": self.zone_id,
            "GoodsNum": self.instance_ids.len(),
            "Creater": "100000000001",
            "CreatTime": self.placed.text(),
            "OverdueTime": overdue.text(),
            "EndTime": ended,
            "Status": status,
            "Description": description,
            "Price": self.price,
            "InstanceIds": self.instance_ids,
        })
    }
}

/// An unknown order is an empty list: the documentation has no error code for it.
pub(super) fn describe_deal_detail(region: &mut Region, call: &Call<'_>, params: Params<'_>) -> Reply {
    let mut names = params.texts("DealIds");
    names.extend(Some(params.text("DealName")).filter(|name| !name.is_empty()));
    if names.is_empty() {
        return Err(ApiError::new("MissingParameter", "one of `DealName` and `DealIds` is required"));
    }
    let orders = region.orders.iter().filter(|order| names.contains(&order.name.as_str()));
    let orders: Value = orders.map(|order| order.describe(call.now)).collect();
    Ok(fields([("DealDetails", orders)]))
}
