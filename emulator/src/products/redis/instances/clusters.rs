//! Redis clusters in dedicated clusters, and the actions that describe them.
//!
//! No action creates a Redis cluster. Each region has one, so that orders for it can be tried out.

use serde_json::{Value, json};

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            offers::Size,
            reasons::Reason,
            state::{Account, Change, Instance, InstanceChange, InstanceConfig, OrderChange, Region},
            zones,
        },
        refusal::Refusal,
    },
    time::Time,
};

/// Its bundles for instances: the name, the memory of each in GB, and their number.
const BUNDLES: [(&str, i64, i64); 2] = [("resource-bundle-mini", 16, 1), ("resource-bundle-large", 538, 1)];

/// 2026-01-01 00:00:00 and ten years later.
const TERM: (u64, u64) = (1_767_196_800, 2_082_729_600);

const RUNNING: i64 = 2;

/// The Redis cluster of a region.
pub(super) struct RedisCluster {
    pub(super) id: String,
    pub(super) dedicated_id: String,
}

impl RedisCluster {
    pub(super) fn of(region: &str) -> Self {
        let number = zones::find_region(region).id;
        Self { id: format!("crs-cdc-re{number:06}"), dedicated_id: format!("cluster-de{number:06}") }
    }
}

/// Checks that the Redis cluster of an order, if it has one, exists, is in the zone of the order and has memory for it.
pub(crate) fn check_order(
    region: &Region,
    call: &Call<'_>,
    config: &InstanceConfig,
    count: i64,
) -> Result<(), Refusal> {
    let cluster_id = &config.cluster_id;
    if cluster_id.is_empty() {
        return Ok(());
    }
    if RedisCluster::of(call.region).id != *cluster_id {
        let message = format!("Redis cluster `{cluster_id}` not found in `{}`", call.region);
        return Err(Reason::RedisClusterUnknown.because(message));
    }
    let zone = zones::find_region(call.region).default_zone();
    if config.zone_id != zone || config.nodes.iter().any(|node| node.zone_id != zone) {
        let message = format!("`{cluster_id}` is in `{}`", zones::zone_name(call.region, zone));
        return Err(Reason::ZoneUnknown.because(message));
    }
    check_memory(region, config, Size::from(config).node_gb() * count)
}

/// Checks that the Redis cluster of an instance, if it has one, has memory for another size of it.
pub(super) fn check_resize(region: &Region, config: &InstanceConfig, size: Size) -> Result<(), Refusal> {
    check_memory(region, config, size.node_gb() - Size::from(config).node_gb())
}

fn check_memory(region: &Region, config: &InstanceConfig, more: i64) -> Result<(), Refusal> {
    let cluster_id = &config.cluster_id;
    let left = (total_memory() - used_memory(region, cluster_id)).max(0);
    if cluster_id.is_empty() || more <= left {
        return Ok(());
    }
    Err(Reason::RedisClusterFull.because(format!("`{cluster_id}` has {left} GB left")))
}

fn total_memory() -> i64 {
    BUNDLES.iter().map(|(_, memory, count)| memory * count).sum()
}

fn used_memory(region: &Region, cluster_id: &str) -> i64 {
    let placed = region.instances.values().filter(|instance| instance.config.cluster_id == cluster_id);
    placed.map(|instance| region.reserved_size(instance).node_gb()).sum()
}

impl Region {
    /// Returns the size for which an instance needs memory: the larger one while it is being resized.
    fn reserved_size(&self, instance: &Instance) -> Size {
        let now = Size::from(&instance.config);
        let ordered = instance.order.as_ref().and_then(|order| self.orders.get(order));
        let resize = match (ordered.map(|order| &order.change), self.pending_change(instance)) {
            (Some(OrderChange::Resize { size, .. }), _) => size,
            (_, Some(Change::Instance(InstanceChange::Resize(size)))) => size,
            _ => return now,
        };
        let replicas = now.replicas + resize.added.len() as i64 - resize.removed.len() as i64;
        let later = Size { shard_mb: resize.shard_mb, shards: resize.shards, replicas };
        if later.node_gb() > now.node_gb() { later } else { now }
    }
}

pub(super) fn describe_redis_cluster_overview(_: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let wanted = params.string("DedicatedClusterId");
    let is_wanted = wanted.is_empty() || wanted == RedisCluster::of(call.region).dedicated_id;
    let bundles: i64 = BUNDLES.iter().map(|(_, _, count)| count).sum();
    let of_wanted = |total: i64| if is_wanted { total } else { 0 };
    Ok(fields([("TotalBundle", of_wanted(bundles).into()), ("TotalMemory", of_wanted(total_memory()).into())]))
}

pub(super) fn describe_redis_clusters(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let cluster = RedisCluster::of(call.region);
    let used = used_memory(account.region(call.region), &cluster.id);
    let string = |name: &str, value: &str| params.string(name).is_empty() || params.string(name) == value;
    let number = |name: &str, value: i64| params.integers(name).is_empty() || params.integers(name).contains(&value);
    let ids = params.strings("RedisClusterIds");
    let matches = (ids.is_empty() || ids.contains(&cluster.id.as_str()))
        && number("Status", RUNNING)
        && number("ProjectIds", 0)
        && number("AutoRenewFlag", 0)
        && string("ClusterName", &cluster.id)
        && cluster.id.contains(params.string("SearchKey"))
        && string("DedicatedClusterId", &cluster.dedicated_id);
    call.list(params, matches.then_some(cluster), |cluster| describe(call, &cluster, used))
}

/// The memory that instances use is taken from the first bundles that have some left.
fn describe(call: &Call<'_>, cluster: &RedisCluster, mut used: i64) -> Value {
    let region = zones::find_region(call.region);
    let bundle = |name: &str, memory: i64, count: i64| json!({ "ResourceBundleName": name, "AvailableMemory": memory, "Count": count });
    let bundles = BUNDLES.iter().map(|(name, memory, count)| {
        let taken = used.min(memory * count);
        used -= taken;
        bundle(name, memory * count - taken, *count)
    });
    let (start, end) = TERM;
    json!({
        "AppId": call.account.app_id,
        "RegionId": region.id,
        "ZoneId": region.default_zone(),
        "RedisClusterId": cluster.id,
        "PayMode": 1,
        "ProjectId": 0,
        "AutoRenewFlag": 0,
        "ClusterName": cluster.id,
        "StartTime": Time::from_seconds(start).to_text(),
        "EndTime": Time::from_seconds(end).to_text(),
        "Status": RUNNING,
        "BaseBundles": [bundle("cc-standard", 0, 1)],
        "ResourceBundles": bundles.collect::<Value>(),
        "DedicatedClusterId": cluster.dedicated_id,
    })
}
