//! DescribeCommonDBInstances.

use std::cmp::Ordering;

use serde_json::{Value, json};

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::{
            state::{Account, Instance, Status, network_number},
            zones,
        },
    },
};

/// The numbers of its enums are the opposite of those in all other actions.
const PREPAID: i64 = 0;

/// The newest instance is the first, unless `OrderBy` or `OrderByType` say otherwise. The values of both are not
/// documented; those of DescribeInstances are accepted, and others have no effect.
pub(super) fn describe_common_db_instances(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let region = account.region(call.region);
    let mut instances: Vec<_> = region.instances.values().filter(|instance| matches(instance, params)).collect();
    let by = params.string("OrderBy").to_ascii_lowercase();
    instances.sort_by(|first, second| {
        let key = match by.as_str() {
            "projectid" => first.config.project.cmp(&second.config.project),
            "instancename" => first.name().cmp(second.name()),
            _ => Ordering::Equal,
        };
        let ascending = key.then(first.serial.cmp(&second.serial));
        if params.string("OrderByType").eq_ignore_ascii_case("asc") { ascending } else { ascending.reverse() }
    });
    call.list(params, instances, |instance| describe(instance, call))
}

fn matches(instance: &Instance, params: Params<'_>) -> bool {
    let config = &instance.config;
    let string = |name: &str, value: &str| {
        let wanted = params.strings(name);
        wanted.is_empty() || wanted.contains(&value)
    };
    let number = |name: &str, value: i64| {
        let wanted = params.integers(name);
        wanted.is_empty() || wanted.contains(&value)
    };
    let is_prepaid = config.deadline.is_some();
    let has_mode = !params.has("PayMode") || is_prepaid == (params.integer("PayMode") == PREPAID);
    has_mode
        && number("VpcIds", network_number(&config.vpc).into())
        && number("SubnetIds", network_number(&config.subnet).into())
        && string("InstanceIds", &instance.id)
        && string("InstanceNames", instance.name())
        && string("Status", status(instance))
        && string("Vips", instance.address())
        && string("UniqVpcIds", &config.vpc)
        && string("UniqSubnetIds", &config.subnet)
}

/// There is no value for instances that are not yet initialized.
fn status(instance: &Instance) -> &'static str {
    match instance.status {
        Status::Uninitialized | Status::InProcess => "1",
        Status::Running => "2",
        Status::Isolated => "-2",
        Status::ToBeDeleted => "-3",
    }
}

fn describe(instance: &Instance, call: &Call<'_>) -> Value {
    let config = &instance.config;
    json!({
        "InstanceName": instance.name(),
        "InstanceId": instance.id,
        "AppId": call.account.app_id,
        "ProjectId": config.project,
        "Region": call.region,
        "Zone": zones::zone_name(call.region, config.zone_id),
        "VpcId": config.vpc,
        "SubnetId": config.subnet,
        "Status": status(instance),
        "Vips": [instance.address()],
        "Vport": config.port,
        "Createtime": instance.created_at.to_text(),
        "PayMode": i32::from(config.deadline.is_some()),
        "NetType": i32::from(!config.vpc.is_empty()),
    })
}
