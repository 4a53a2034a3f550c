//! DescribeLogInstanceList.

use serde_json::{Value, json};

use crate::{
    params::Params,
    products::{
        call::{Call, Object, Outcome, fields},
        redis::{
            parts::Parts,
            state::{Account, AuditLog, AuditLogStatus, Instance},
            zones,
        },
    },
};

/// The size of the entries of a minute.
const KB_PER_MINUTE: f64 = 1.0;

/// What a log reports while it is off, as in the official sample.
const DEFAULT_DEGRADE_STRATEGY: i64 = 500;

pub(super) fn describe_log_instance_list(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let is_on = params.string("LogSwitch") == "on";
    let commands = params.string("LogSubType");
    let filters = params.objects("Filters").into_iter();
    let filters: Vec<_> = filters.map(|filter| (filter, Parts::new(filter.strings("Values")))).collect();
    let matches = |instance: &&Instance| {
        let log = instance.logs.audit.as_ref();
        log.is_some() == is_on
            && (commands.is_empty() || log.is_some_and(|log| log.settings.commands == commands))
            && filters.iter().all(|(filter, wanted)| fits(instance, *filter, wanted))
    };
    let instances = account.region(call.region).instances.values().filter(matches);
    call.list(params, instances, |instance| describe(instance, call))
}

/// Compares whole values, or parts of them. One value of a filter has to match, and all filters.
fn fits(instance: &Instance, filter: Params<'_>, wanted: &Parts<'_>) -> bool {
    let tags = &instance.config.tags;
    let values: Vec<String> = match filter.string("Name") {
        "InstanceId" => vec![instance.id.clone()],
        "InstanceName" => vec![instance.name().to_owned()],
        "TagKey" => tags.iter().map(|(key, _)| key.clone()).collect(),
        _ => tags.iter().map(|(key, value)| format!("{key}&{value}")).collect(),
    };
    let exact = filter.boolean("ExactMatch");
    values.iter().any(|value| if exact { wanted.contains(value) } else { wanted.occur_in(value) })
}

fn describe(instance: &Instance, call: &Call<'_>) -> Object<'static> {
    let (number, _) = instance.status.number_and_title();
    let tags = instance.config.tags.iter().map(|(key, value)| json!({ "TagKey": key, "TagValue": value }));
    let log = instance.logs.audit.as_ref();
    let info = json!({
        "InstanceName": instance.name(),
        "ProjectId": instance.config.project,
        "Status": number,
        "SubStatus": 0,
        "Region": call.region,
        "Zone": zones::zone_name(call.region, instance.config.zone_id),
        "DegradeStrategy": log.map_or(DEFAULT_DEGRADE_STRATEGY, |log| log.settings.degrade_strategy),
        "InstanceTags": tags.collect::<Value>(),
        "Type": instance.config.engine.type_id,
    });
    let mut all = log.map_or_else(off, |log| on(log, instance, call));
    all.extend(fields([("InstanceId", json!(instance.id)), ("InstanceInfo", info)]));
    all
}

fn on(log: &AuditLog, instance: &Instance, call: &Call<'_>) -> Object<'static> {
    let (high, low) = log.minutes(&instance.workload(), call.now);
    let megabytes = |minutes: u64| minutes as f64 * KB_PER_MINUTE / 1024.0;
    let settings = &log.settings;
    let status = match log.status {
        AuditLogStatus::Creating => "create",
        AuditLogStatus::Normal => "normal",
        AuditLogStatus::Closing => "close",
    };
    fields([
        ("Status", json!(status)),
        ("LogSubType", json!(settings.commands)),
        ("EnableQuery", json!("yes")),
        ("CreateAt", json!(log.opened_at.to_text())),
        ("LogExpireDay", json!(settings.days)),
        ("HighLogExpireDay", json!(settings.frequent_days)),
        ("LowLogExpireDay", json!(settings.days - settings.frequent_days)),
        ("LogStorage", json!(megabytes(high + low))),
        ("HighStorage", json!(megabytes(high))),
        ("LowStorage", json!(megabytes(low))),
        ("Deliver", json!("OFF")),
        ("DeliverSummary", Value::Null),
    ])
}

/// Returns what a log reports that is off. The fields whose values are documented are left out: in the official sample,
/// they are empty.
fn off() -> Object<'static> {
    let days = ["LogExpireDay", "HighLogExpireDay", "LowLogExpireDay"].map(|name| (name, json!(0)));
    let storage = ["LogStorage", "HighStorage", "LowStorage"].map(|name| (name, json!(0.0)));
    let mut all = fields([("EnableQuery", json!("")), ("CreateAt", json!("")), ("DeliverSummary", Value::Null)]);
    all.extend(fields(days));
    all.extend(fields(storage));
    all
}
