//! DescribeInstances: filters and sorting.

use std::cmp::Ordering;

use super::describe::MONITOR_VERSION;
use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::state::{Account, Instance, network_number},
    },
};

pub(super) fn describe_instances(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let filter = Filter { params };
    let mut instances: Vec<_> =
        account.region(call.region).instances.values().filter(|instance| filter.matches(instance)).collect();
    instances.sort_by(|first, second| {
        let ascending = compare(first, second, params.string("OrderBy")).then(first.serial.cmp(&second.serial));
        if params.integer("OrderType") == 0 { ascending } else { ascending.reverse() }
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

/// The filters of a request. An instance must match all filters that are set; it matches a list if the list contains
/// its value. An empty string or list counts as not set.
struct Filter<'a> {
    params: Params<'a>,
}

impl Filter<'_> {
    fn matches(&self, instance: &Instance) -> bool {
        let config = &instance.config;
        let (status, _) = instance.status.number_and_title();
        let type_version = match (config.engine.cluster, config.replicas) {
            (true, _) => 3,
            (false, 0) => 1,
            (false, _) => 2,
        };
        let billing = if config.deadline.is_some() { "prepaid" } else { "postpaid" };
        let zones = if instance.is_multi_zone() { "multiaz" } else { "singleaz" };
        let number = |id: &str| network_number(id).to_string();

        self.string("InstanceId", &instance.id)
            && self.string("InstanceIds", &instance.id)
            && self.string("UniqVpcIds", &config.vpc)
            && self.string("UniqSubnetIds", &config.subnet)
            && self.string("VpcIds", &number(&config.vpc))
            && self.string("SubnetIds", &number(&config.subnet))
            && self.string("BillingMode", billing)
            && self.string("AzMode", zones)
            && self.string("ProductVersions", &config.product_version)
            && self.string("MonitorVersion", MONITOR_VERSION)
            && self.integer("ProjectIds", config.project)
            && self.integer("Status", status)
            && self.integer("TypeVersion", type_version)
            && self.integer("Type", config.engine.type_id)
            && self.integer("TypeList", config.engine.type_id)
            && self.integer("AutoRenew", config.auto_renew)
            && self.name("InstanceName", instance)
            && self.name("SearchKey", instance)
            && self.search_keys(instance)
            && self.engine(instance)
            && self.tags(instance)
    }

    /// Matches a string or a list of strings.
    fn string(&self, name: &str, value: &str) -> bool {
        let mut wanted = self.params.strings(name);
        wanted.extend(Some(self.params.string(name)).filter(|text| !text.is_empty()));
        wanted.is_empty() || wanted.contains(&value)
    }

    /// Matches a number or a list of numbers. A single 0 counts as not set: no filter gives it another meaning.
    fn integer(&self, name: &str, value: i64) -> bool {
        let mut wanted = self.params.integers(name);
        wanted.extend(Some(self.params.integer(name)).filter(|number| *number != 0));
        wanted.is_empty() || wanted.contains(&value)
    }

    /// Matches part of a name.
    fn name(&self, parameter: &str, instance: &Instance) -> bool {
        instance.name().contains(self.params.string(parameter))
    }

    /// Matches ids and addresses, or parts of names.
    fn search_keys(&self, instance: &Instance) -> bool {
        let keys = self.params.strings("SearchKeys");
        let matches = |key: &&str| *key == instance.id || *key == instance.address() || instance.name().contains(key);
        keys.is_empty() || keys.iter().any(matches)
    }

    /// Matches an engine with its version (`Redis-6.2`), or in any version (`CKV`).
    fn engine(&self, instance: &Instance) -> bool {
        let (wanted, engine) = (self.params.string("EngineName"), instance.config.engine);
        wanted.is_empty() || wanted == engine.name.replace(' ', "-") || wanted == engine.family()
    }

    fn tags(&self, instance: &Instance) -> bool {
        let (keys, pairs) = (self.params.strings("TagKeys"), self.params.objects("InstanceTags"));
        let tags = &instance.config.tags;
        let has_key = keys.is_empty() || tags.iter().any(|(key, _)| keys.contains(&key.as_str()));
        let mut pairs = pairs.iter().map(|wanted| (wanted.string("TagKey"), wanted.string("TagValue"))).peekable();
        let has_pair = pairs.peek().is_none()
            || pairs.any(|wanted| tags.iter().any(|(key, value)| wanted == (key.as_str(), value.as_str())));
        has_key && has_pair
    }
}
