//! UpgradeInstance.

use super::clusters;
use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::{
            offers::Size,
            ordering::{self, Purchase},
            prices::Price,
            reasons::Reason,
            state::{Account, Instance, OrderChange, Resize},
            zones,
        },
        refusal::Refusal,
    },
};

const IN_WINDOW: i64 = 1;

pub(super) fn upgrade_instance(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_available()?;
    if instance.config.engine.cluster && !params.has("RedisShardNum") {
        let message = format!("`{id}` has the cluster architecture: send `RedisShardNum`");
        return Err(Reason::ParameterMissing.because(message));
    }
    let size = requested_size(instance, params)?;
    let (added, removed) = changed_nodes(call, instance, size, params)?;
    let paid = instance.config.deadline.map(|_| Price::of_resize(instance, size, call.now));
    let config = instance.config.clone();
    clusters::check_resize(account.region(call.region), &config, size)?;
    let size = Resize { shard_mb: size.shard_mb, shards: size.shards, added, removed };
    let in_window = params.integer("SwitchOption") == IN_WINDOW;
    ordering::buy(
        account,
        call,
        Purchase { instance: id, change: OrderChange::Resize { size, in_window }, price: paid },
    )
}

/// Returns the size that a request to resize an instance, or for the price of that, contains. Parameters that are not
/// sent are unchanged.
pub(crate) fn requested_size(instance: &Instance, params: Params<'_>) -> Result<Size, Refusal> {
    let (engine, now) = (instance.config.engine, Size::from(&instance.config));
    let shard_mb = Size::shard_mb(engine, params)?;
    let count = |name: &str, unchanged: i64| if params.has(name) { params.integer(name) } else { unchanged };
    let shards = count("RedisShardNum", now.shards);
    let replicas = count("RedisReplicasNum", now.replicas);
    let size = Size { shard_mb, shards, replicas }.check(engine)?;
    let changes = [shard_mb != now.shard_mb, shards != now.shards, replicas != now.replicas];
    match changes.into_iter().filter(|change| *change).count() {
        0 => Err(Reason::ParameterInvalid.because(format!("`{}` already has this size", instance.id))),
        1 => Ok(size),
        _ => {
            let message = "only one of `MemSize`, `RedisShardNum` and `RedisReplicasNum` can change per request";
            Err(Reason::ParameterInvalid.because(message))
        }
    }
}

/// Returns the zones of the replicas to add, and the ids of the nodes to remove.
fn changed_nodes(
    call: &Call<'_>,
    instance: &Instance,
    size: Size,
    params: Params<'_>,
) -> Result<(Vec<i64>, Vec<u64>), Refusal> {
    let nodes = params.objects("NodeSet");
    let config = &instance.config;
    let more = size.replicas - config.replicas;
    if !instance.is_multi_zone() {
        if !nodes.is_empty() {
            return Err(Reason::ParameterInvalid.because(format!("`{}` is in one zone: omit `NodeSet`", instance.id)));
        }
        let added = (0..more).map(|_| config.zone_id).collect();
        let replicas = config.nodes.iter().rev().filter(|node| node.role != 0);
        let less = usize::try_from(-more).unwrap_or_default();
        return Ok((added, replicas.take(less).map(|node| node.id).collect()));
    }
    let problem = |message: &str| Err(Reason::ParameterInvalid.because(format!("`NodeSet` {message}")));
    if nodes.len() as i64 != more.abs() {
        return problem("must contain the replicas to add or to remove, and nothing else");
    }
    if nodes.iter().any(|node| node.integer("NodeType") == 0) {
        return problem("must not contain the primary");
    }
    if more > 0 {
        let zone = |node: &Params<'_>| zones::find_zone(call.region, node.integer("ZoneId"), node.string("ZoneName"));
        let zones = nodes.iter().map(|node| zone(node).map(|zone| zone.unwrap_or(config.zone_id)));
        return Ok((zones.collect::<Result<_, _>>()?, Vec::new()));
    }
    let mut removed: Vec<_> = nodes.iter().filter_map(|node| u64::try_from(node.integer("NodeId")).ok()).collect();
    removed.sort_unstable();
    removed.dedup();
    let is_replica = |id: &u64| config.nodes.iter().any(|node| node.id == *id && node.role != 0);
    if removed.len() != nodes.len() || !removed.iter().all(is_replica) {
        return problem("must contain the `NodeId` of each replica to remove");
    }
    Ok((Vec::new(), removed))
}

/// Applies a change of the size.
pub(super) fn apply(instance: &mut Instance, size: &Resize) {
    instance.config.shard_mb = size.shard_mb;
    instance.config.shards = size.shards;
    // A replica may have become the primary in the meantime.
    instance.config.nodes.retain(|node| node.role == 0 || !size.removed.contains(&node.id));
    size.added.iter().for_each(|zone| instance.add_node(1, *zone));
    instance.config.replicas = instance.config.nodes.iter().filter(|node| node.role != 0).count() as i64;
}
