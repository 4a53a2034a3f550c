//! DescribeInstanceDealDetail.

use serde_json::Value;

use super::state::Region;
use crate::{
    error::ApiError,
    params::Params,
    products::call::{ActionResult, Call, fields},
};

/// An unknown order results in an empty list: no error code is documented for it.
pub(super) fn describe_instance_deal_detail(region: &mut Region, call: &Call<'_>, params: Params<'_>) -> ActionResult {
    let mut names = params.strings("DealIds");
    names.extend(Some(params.string("DealName")).filter(|name| !name.is_empty()));
    if names.is_empty() {
        return Err(ApiError::new("MissingParameter", "`DealName` or `DealIds` is required"));
    }
    let orders = region.orders.iter().filter(|order| names.contains(&order.name.as_str()));
    let orders: Value = orders.map(|order| order.describe(call.now)).collect();
    Ok(fields([("DealDetails", orders)]))
}
