//! DescribeCommonDBInstances.

use std::{borrow::Cow, cmp::Ordering};

use super::filters::{self, Filter};
use crate::{
    params::Params,
    products::{
        call::{Call, Object, Outcome},
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
    let (filters, instances) = (filters(params), region.instances.values());
    let mut instances: Vec<_> = instances.filter(|instance| filters.iter().all(|matches| matches(instance))).collect();
    let by = params.string("OrderBy").to_ascii_lowercase();
    let is_ascending = params.string("OrderByType").eq_ignore_ascii_case("asc");
    instances.sort_by(|first, second| {
        let key = match by.as_str() {
            "projectid" => first.config.project.cmp(&second.config.project),
            "instancename" => first.name().cmp(second.name()),
            _ => Ordering::Equal,
        };
        let ascending = key.then(first.serial.cmp(&second.serial));
        if is_ascending { ascending } else { ascending.reverse() }
    });
    call.list(params, instances, |instance| describe(instance, call))
}

/// Returns the filters that are set.
fn filters(params: Params<'_>) -> Vec<Filter<'_>> {
    let string = |name, value| filters::string(params, name, value);
    let integer = |name, value| filters::integer(params, name, value);
    let (has_mode, is_prepaid) = (params.has("PayMode"), params.integer("PayMode") == PREPAID);
    let all = [
        filters::set(!has_mode, move |instance| instance.config.deadline.is_some() == is_prepaid),
        integer("VpcIds", |instance| network_number(&instance.config.vpc).into()),
        integer("SubnetIds", |instance| network_number(&instance.config.subnet).into()),
        string("InstanceIds", |instance| Cow::from(&instance.id)),
        string("InstanceNames", |instance| instance.name().into()),
        string("Status", |instance| status(instance).into()),
        string("Vips", |instance| instance.address().into()),
        string("UniqVpcIds", |instance| Cow::from(&instance.config.vpc)),
        string("UniqSubnetIds", |instance| Cow::from(&instance.config.subnet)),
    ];
    all.into_iter().flatten().collect()
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

fn describe<'a>(instance: &'a Instance, call: &Call<'a>) -> Object<'a> {
    let config = &instance.config;
    Object::from([
        ("InstanceName", instance.name().into()),
        ("InstanceId", (&instance.id).into()),
        ("AppId", call.account.app_id.into()),
        ("ProjectId", config.project.into()),
        ("Region", call.region.into()),
        ("Zone", zones::zone_name(call.region, config.zone_id).into()),
        ("VpcId", (&config.vpc).into()),
        ("SubnetId", (&config.subnet).into()),
        ("Status", status(instance).into()),
        ("Vips", [instance.address()].into_iter().collect()),
        ("Vport", config.port.into()),
        ("Createtime", instance.created_at.to_text().into()),
        ("PayMode", i64::from(config.deadline.is_some()).into()),
        ("NetType", i64::from(!config.vpc.is_empty()).into()),
    ])
}
