//! `DescribeInstances`: filters, order, pages.

use std::cmp::Ordering;

use serde_json::Value;

use crate::{
    params::Params,
    products::{Call, Reply, fields},
};

use super::{Region, describe::network_number, instances::Instance, paging::page};

pub(super) fn describe_instances(region: &mut Region, call: &Call<'_>, params: Params<'_>) -> Reply {
    let filter = Filter { call, params };
    let mut found: Vec<_> = region.instances.iter().filter(|instance| filter.admits(instance)).collect();
    found.sort_by(|one, other| {
        let ascending = order(one, other, params.text("OrderBy")).then(one.number.cmp(&other.number));
        if params.int("OrderType") == 0 { ascending } else { ascending.reverse() }
    });
    let (total, found) = page(found, params)?;
    let found: Value = found.into_iter().map(|instance| instance.describe(call.region, call.now)).collect();
    Ok(fields([("TotalCount", total.into()), ("InstanceSet", found)]))
}

/// By time of creation where nothing else is said; the number of an instance tells that already.
fn order(one: &Instance, other: &Instance, by: &str) -> Ordering {
    match by {
        "projectId" => one.bought.project.cmp(&other.bought.project),
        "instancename" => one.name().cmp(other.name()),
        "type" => one.bought.engine.type_id.cmp(&other.bought.engine.type_id),
        "curDeadline" => one.bought.deadline.cmp(&other.bought.deadline),
        _ => Ordering::Equal,
    }
}

/// Filters that are set must all admit an instance; a list admits what it contains. An empty one is not set.
struct Filter<'a> {
    call: &'a Call<'a>,
    params: Params<'a>,
}

impl Filter<'_> {
    fn admits(&self, instance: &Instance) -> bool {
        let bought = &instance.bought;
        let (status, _) = instance.status(self.call.now).shown();
        let type_version = match (bought.engine.cluster, bought.replicas) {
            (true, _) => 3,
            (false, 0) => 1,
            (false, _) => 2,
        };
        let billing = if bought.deadline.is_some() { "prepaid" } else { "postpaid" };
        let zones = if instance.is_multi_zone() { "multiaz" } else { "singleaz" };
        let number = |id: &str| network_number(id).to_string();

        self.text("InstanceId", &instance.id)
            && self.text("InstanceIds", &instance.id)
            && self.text("UniqVpcIds", &bought.vpc)
            && self.text("UniqSubnetIds", &bought.subnet)
            && self.text("VpcIds", &number(&bought.vpc))
            && self.text("SubnetIds", &number(&bought.subnet))
            && self.text("BillingMode", billing)
            && self.text("AzMode", zones)
            && self.text("ProductVersions", &bought.product_version)
            && self.int("ProjectIds", bought.project)
            && self.int("Status", status)
            && self.int("TypeVersion", type_version)
            && self.int("Type", bought.engine.type_id)
            && self.int("TypeList", bought.engine.type_id)
            && self.int("AutoRenew", bought.auto_renew)
            && self.name("InstanceName", instance)
            && self.name("SearchKey", instance)
            && self.search_keys(instance)
            && self.engine(instance)
            && self.tags(instance)
    }

    /// A text or a list of texts.
    fn text(&self, name: &str, value: &str) -> bool {
        let mut wanted = self.params.texts(name);
        wanted.extend(Some(self.params.text(name)).filter(|text| !text.is_empty()));
        wanted.is_empty() || wanted.contains(&value)
    }

    /// A number or a list of numbers. None of the single numbers has a meaning for 0.
    fn int(&self, name: &str, value: i64) -> bool {
        let mut wanted = self.params.ints(name);
        wanted.extend(Some(self.params.int(name)).filter(|number| *number != 0));
        wanted.is_empty() || wanted.contains(&value)
    }

    /// Part of a name.
    fn name(&self, parameter: &str, instance: &Instance) -> bool {
        instance.name().contains(self.params.text(parameter))
    }

    /// Ids and addresses, or parts of names.
    fn search_keys(&self, instance: &Instance) -> bool {
        let keys = self.params.texts("SearchKeys");
        let admits = |key: &&str| *key == instance.id || *key == instance.address() || instance.name().contains(key);
        keys.is_empty() || keys.iter().any(admits)
    }

    /// `Redis-6.2`, or `CKV` in any version.
    fn engine(&self, instance: &Instance) -> bool {
        let (wanted, engine) = (self.params.text("EngineName"), instance.bought.engine);
        wanted.is_empty() || wanted == engine.name.replace(' ', "-") || wanted == engine.family()
    }

    fn tags(&self, instance: &Instance) -> bool {
        let (keys, pairs) = (self.params.texts("TagKeys"), self.params.structures("InstanceTags"));
        let tags = &instance.bought.tags;
        let has_key = keys.is_empty() || tags.iter().any(|(key, _)| keys.contains(&key.as_str()));
        let has_pair = pairs.is_empty()
            || pairs.iter().any(|wanted| {
                tags.iter().any(|(key, value)| key == wanted.text("TagKey") && value == wanted.text("TagValue"))
            });
        has_key && has_pair
    }
}
