//! What is deleted is gone, and money is only paid for what was ordered.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use tencloud_spec::Action;

use crate::{
    gateway::{Circumstances, Gateway},
    products::audit::{Bill, Bills},
};

/// Actions whose responses name instances that no longer exist, with the reason.
const HISTORY: &[(&str, &str)] = &[
    ("DescribeInstanceDealDetail", "orders outlive their instances"),
    ("DescribeInstanceEvents", "events outlive their instances"),
    ("DescribeTaskInfo", "tasks outlive their instances"),
    ("DescribeTaskList", "tasks outlive their instances"),
    ("ModifyInstanceChargeType", "it names the instances that it could not change"),
];

/// Actions that order something, and those that return what it costs.
const PRICED: &[(&str, &str)] = &[
    ("CreateInstances", "InquiryPriceCreateInstance"),
    ("RenewInstance", "InquiryPriceRenewInstance"),
    ("UpgradeInstance", "InquiryPriceUpgradeInstance"),
];

/// How many calls are between two looks at what is paid for.
pub(super) const INTERVAL: usize = 50;

/// What has been seen so far.
#[derive(Default)]
pub(super) struct Seen {
    bills: Bills,
    /// The instances that existed once.
    gone: BTreeSet<String>,
    /// The orders whose names were returned.
    orders: BTreeSet<String>,
    /// The orders that have changed an instance, each with its id.
    effective: BTreeSet<(String, String)>,
    /// How often a price was compared with that of an inquiry.
    pub(super) compared: usize,
}

/// Returns what a call is going to cost in fen, if there is an inquiry for it that succeeds.
pub(super) fn expected_price(
    gateway: &Gateway,
    action: &Action,
    params: &Map<String, Value>,
    circumstances: Circumstances<'_>,
) -> Option<i64> {
    let (_, inquiry) = PRICED.iter().find(|(name, _)| *name == action.action)?;
    let (api, inquiry) = gateway.catalog.find("redis", inquiry)?;
    let has = |name: &String| inquiry.parameters.iter().any(|field| field.name == *name);
    let mut sent: Map<_, _> = params.clone().into_iter().filter(|(name, _)| has(name)).collect();
    let is_order = action.action == "CreateInstances";
    if is_order {
        // The price is the same in all zones.
        sent.remove("ZoneName");
        let zone = if circumstances.region == "ap-tokyo" { 250_001 } else { 100_002 };
        sent.insert("ZoneId".into(), zone.into());
        sent.entry("ProductVersion").or_insert("local".into());
    }
    let sent = gateway.validate(api, inquiry, sent).ok()?;
    let content = gateway.execute(api, inquiry, &sent, circumstances).ok()?;
    let body: Value = serde_json::from_slice(&content.with_request_id("")).ok()?;
    let id = params.get("InstanceId").and_then(Value::as_str).unwrap_or_default();
    let uin = circumstances.caller.account.uin;
    let is_prepaid =
        if is_order { params.get("BillingMode")? == 1 } else { gateway.products().redis().is_prepaid(uin, id) };
    // Pay-as-you-go instances are paid for later.
    Some(if is_prepaid { body.pointer("/Response/Price")?.as_f64()? as i64 } else { 0 })
}

impl Seen {
    /// Checks a successful call.
    pub(super) fn check_call(
        &mut self,
        gateway: &Gateway,
        action: &Action,
        region: &str,
        params: &Map<String, Value>,
        response: &Value,
        expected_price: Option<i64>,
    ) {
        let uin = gateway.keys.first_caller().account.uin;
        Self::check_existence(gateway, uin, action, region, params, response);
        for name in ["DealName", "DealId"].into_iter().filter_map(|field| response[field].as_str()) {
            self.orders.insert(name.to_owned());
            let price = gateway.products().redis().price(uin, name);
            assert!(price.is_some(), "{}: there is no order {name}", action.action);
            if let Some(expected) = expected_price {
                assert_eq!(price, Some(expected), "{} {params:?}", action.action);
                self.compared += 1;
            }
        }
    }

    /// What parameters and responses name exists.
    fn check_existence(
        gateway: &Gateway,
        uin: u64,
        action: &Action,
        region: &str,
        params: &Map<String, Value>,
        response: &Value,
    ) {
        let mut products = gateway.products();
        let redis = products.redis();
        let name = &action.action;
        let sent = |name: &str| params.get(name).and_then(Value::as_str).filter(|id| !id.is_empty());
        let is_empty_list =
            action.pages.as_ref().is_some_and(|pages| response[&pages.items].as_array().is_none_or(Vec::is_empty));
        let keeps_history = HISTORY.iter().any(|(action, _)| action == name);
        // Replication groups span regions.
        let region = Some(region).filter(|_| action.topic != "replication");
        if !is_empty_list && !keeps_history {
            let exists = |id: &&str| redis.has_instance(uin, region, id);
            assert!(sent("InstanceId").is_none_or(|id| exists(&id)), "{name} {params:?} succeeded: {response}");
            assert!(sent("BackupId").is_none_or(|id| redis.has_backup(uin, id)), "{name} {params:?}: {response}");
        }
        let mut pending = vec![("", response)];
        while let Some((field, value)) = pending.pop() {
            match value {
                Value::Object(fields) => pending.extend(fields.iter().map(|(name, value)| (name.as_str(), value))),
                Value::Array(items) => pending.extend(items.iter().map(|value| (field, value))),
                Value::String(id) => {
                    let exists = match field {
                        // Users can give anything the id of another as its name.
                        _ if field.ends_with("Name") => true,
                        "BackupId" => redis.has_backup(uin, id),
                        // Each engine has a template of its own.
                        "TemplateId" if id.is_empty() || id.starts_with("crs-cfg-000000") => true,
                        "TemplateId" => redis.has_template(uin, id),
                        _ if id.starts_with("crs-rpl-") => redis.has_group(uin, id),
                        _ if id.starts_with("crs-") && id.len() == 12 => {
                            keeps_history || redis.has_instance(uin, None, id)
                        }
                        _ => true,
                    };
                    assert!(exists, "{name} {params:?}: {field} {id} does not exist: {response}");
                }
                _ => {}
            }
        }
    }

    /// Whatever costs something has been ordered, and whatever was ordered has its price.
    pub(super) fn check_bills(&mut self, gateway: &Gateway) {
        let uin = gateway.keys.first_caller().account.uin;
        let bills = gateway.products().redis().bills(uin);
        let Seen { bills: before, gone, orders, effective, .. } = self;
        gone.extend(before.instances.keys().filter(|id| !bills.instances.contains_key(*id)).cloned());
        for (id, (size, deadline)) in &bills.instances {
            assert!(!gone.contains(id), "{id} is back");
            // A task may follow the delivery, also after days, so each order is good for one change at any later time.
            let mut of_instance = bills.orders.iter().filter(|(name, order)| {
                order.instances.contains(id) && !effective.contains(&((*name).clone(), id.clone()))
            });
            let order = match before.instances.get(id) {
                Some((old_size, old_deadline)) if (old_size, old_deadline) != (size, deadline) => {
                    let is_paid = deadline > old_deadline;
                    let mut is_its =
                        |(_, order): &(&String, &Bill)| order.delivered_at.is_some() && (order.price > 0 || !is_paid);
                    let change = format!("{id}: {old_size:?} {old_deadline:?} became {size:?} {deadline:?}");
                    let order = of_instance.find(&mut is_its);
                    assert!(order.is_some(), "{change} without an order");
                    order
                }
                Some(_) => None,
                None => {
                    let order = of_instance.next();
                    assert!(order.is_some(), "{id} was never ordered");
                    order
                }
            };
            effective.extend(order.map(|(name, _)| (name.clone(), id.clone())));
        }
        for (name, order) in bills.orders.iter().filter(|(name, _)| !before.orders.contains_key(*name)) {
            assert!(order.price >= 0 && (order.price == 0 || order.may_cost), "{name} costs {}", order.price);
            assert!(order.price == 0 || order.is_unnamed || orders.contains(name), "nobody placed {name}");
        }
        *before = bills;
    }
}
