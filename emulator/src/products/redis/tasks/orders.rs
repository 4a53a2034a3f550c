//! DescribeInstanceDealDetail.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, Order},
        },
    },
    time::text_or_unset,
};

/// How long an order may remain unpaid.
const PAYMENT_TERM: Duration = Duration::from_secs(15 * 24 * 3600);

/// An unknown order results in an empty list: no error code is documented for it.
pub(super) fn describe_instance_deal_detail(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let mut names = params.strings("DealIds");
    names.extend(Some(params.string("DealName")).filter(|name| !name.is_empty()));
    if names.is_empty() {
        return Err(Reason::ParameterMissing.because("`DealName` or `DealIds` is required"));
    }
    let orders = account.region(call.region).orders.values().filter(|order| names.contains(&order.name.as_str()));
    Ok(fields([("DealDetails", orders.map(|order| describe(order, call)).collect())]))
}

fn describe(order: &Order, call: &Call<'_>) -> Value {
    let (status, description) = order.status.number_and_description();
    json!({
        "DealId": order.name,
        "DealName": order.name,
        "ZoneId": order.zone_id,
        "GoodsNum": order.instance_ids.len(),
        "Creater": call.account.uin.to_string(),
        "CreatTime": order.placed_at.to_text(),
        "OverdueTime": (order.placed_at + PAYMENT_TERM).to_text(),
        "EndTime": text_or_unset(order.ended_at),
        "Status": status,
        "Description": description,
        "Price": order.price,
        "InstanceIds": order.instance_ids,
    })
}
