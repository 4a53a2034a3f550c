//! DescribeInstances: filters and sorting.

use std::{borrow::Cow, cmp::Ordering, collections::HashSet};

use super::{
    describe::MONITOR_VERSION,
    filters::{self, Filter},
};
use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::{
            parts::Parts,
            state::{Account, Instance, network_number},
        },
    },
};

pub(super) fn describe_instances(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let filters = filters(params);
    let instances = account.region(call.region).instances.values();
    let mut instances: Vec<_> = instances.filter(|instance| filters.iter().all(|matches| matches(instance))).collect();
    let (by, is_ascending) = (params.string("OrderBy"), params.integer("OrderType") == 0);
    instances.sort_by(|first, second| {
        let ascending = compare(first, second, by).then(first.serial.cmp(&second.serial));
        if is_ascending { ascending } else { ascending.reverse() }
    });
    call.list(params, instances, |instance| instance.describe(call))
}

/// Compares by a value of `OrderBy`. The default, the creation time, needs no comparison here: the caller compares
/// serial numbers, which ascend with it.
fn compare(first: &Instance, second: &Instance, by: &str) -> Ordering {
    match by {
        "projectId" => first.config.project.cmp(&second.config.project),
        "instancename" => first.name().cmp(second.name()),
        "type" => first.config.engine.type_id.cmp(&second.config.engine.type_id),
        "curDeadline" => first.config.deadline.cmp(&second.config.deadline),
        _ => Ordering::Equal,
    }
}

/// Returns the filters that are set. An instance must match all of them; it matches a list if the list contains its value.
fn filters(params: Params<'_>) -> Vec<Filter<'_>> {
    let string = |name, value| filters::string(params, name, value);
    let integer = |name, value| filters::integer(params, name, value);
    let all = [
        string("InstanceId", |instance| Cow::from(&instance.id)),
        string("InstanceIds", |instance| Cow::from(&instance.id)),
        string("UniqVpcIds", |instance| Cow::from(&instance.config.vpc)),
        string("UniqSubnetIds", |instance| Cow::from(&instance.config.subnet)),
        string("VpcIds", |instance| network_number(&instance.config.vpc).to_string().into()),
        string("SubnetIds", |instance| network_number(&instance.config.subnet).to_string().into()),
        string("BillingMode", |instance| {
            if instance.config.deadline.is_some() { "prepaid" } else { "postpaid" }.into()
        }),
        string("AzMode", |instance| if instance.is_multi_zone() { "multiaz" } else { "singleaz" }.into()),
        string("ProductVersions", |instance| Cow::from(&instance.config.product_version)),
        string("MonitorVersion", |_| MONITOR_VERSION.into()),
        integer("ProjectIds", |instance| instance.config.project),
        integer("Status", |instance| instance.status.number_and_title().0),
        integer("TypeVersion", type_version),
        integer("Type", |instance| instance.config.engine.type_id),
        integer("TypeList", |instance| instance.config.engine.type_id),
        integer("AutoRenew", |instance| instance.config.auto_renew),
        name(params.string("InstanceName")),
        name(params.string("SearchKey")),
        search_keys(params),
        engine(params.string("EngineName")),
        tag_keys(params),
        tags(params),
    ];
    all.into_iter().flatten().collect()
}

fn type_version(instance: &Instance) -> i64 {
    match (instance.config.engine.cluster, instance.config.replicas) {
        (true, _) => 3,
        (false, 0) => 1,
        (false, _) => 2,
    }
}

/// Matches part of a name.
fn name(part: &str) -> Option<Filter<'_>> {
    filters::set(part.is_empty(), move |instance| instance.name().contains(part))
}

/// Matches ids and addresses, or parts of names.
fn search_keys(params: Params<'_>) -> Option<Filter<'_>> {
    let keys = Parts::new(filters::strings(params, "SearchKeys"));
    filters::set(keys.is_empty(), move |instance| {
        keys.contains(&instance.id) || keys.contains(instance.address()) || keys.occur_in(instance.name())
    })
}

/// Matches an engine with its version (`Redis-6.2`), or in any version (`CKV`).
fn engine(wanted: &str) -> Option<Filter<'_>> {
    filters::set(wanted.is_empty(), move |instance| {
        let engine = instance.config.engine;
        wanted == engine.name.replace(' ', "-") || wanted == engine.family()
    })
}

fn tag_keys(params: Params<'_>) -> Option<Filter<'_>> {
    let wanted = filters::strings(params, "TagKeys");
    filters::set(wanted.is_empty(), move |instance| {
        instance.config.tags.iter().any(|(key, _)| wanted.contains(key.as_str()))
    })
}

fn tags(params: Params<'_>) -> Option<Filter<'_>> {
    let tags = params.objects("InstanceTags").into_iter();
    let wanted: HashSet<_> = tags.map(|tag| (tag.string("TagKey"), tag.string("TagValue"))).collect();
    filters::set(wanted.is_empty(), move |instance| {
        instance.config.tags.iter().any(|(key, value)| wanted.contains(&(key.as_str(), value.as_str())))
    })
}
