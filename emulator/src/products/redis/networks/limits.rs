//! DescribeBandwidthRange, DescribeInstanceSpecBandwidth and ModifyConnectionConfig.

use serde_json::json;

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, Change, DEFAULT_CLIENT_LIMIT, Engine, Instance, InstanceConfig, NetworkChange, Status},
            workflows,
        },
        refusal::Refusal,
    },
};

/// The smallest limit of client connections to a shard that can be set.
pub(super) const MIN_CLIENT_LIMIT: i64 = 10_000;

/// What can be added to the bandwidth of a shard, in MB per second. ModifyConnectionConfig accepts nothing below 1.
const ADDED_BANDWIDTH: std::ops::RangeInclusive<i64> = 1..=72;

/// 1 TB per shard, more than any known offer.
const MAX_SHARD_MB: i64 = 1024 * 1024;

/// Bytes per MB.
const MB: i64 = 1024 * 1024;

/// Returns the standard bandwidth of a node, in MB per second. The official sample has the first number for 4 GB; the
/// others are made up.
fn base_bandwidth(shard_mb: i64) -> i64 {
    match shard_mb / 1024 {
        ..=8 => 24,
        9..=24 => 32,
        _ => 48,
    }
}

/// Returns the number of nodes of a shard that serve reads, as documented for the total bandwidth.
fn reading_nodes(replicas: i64, replicas_readonly: bool) -> i64 {
    if replicas_readonly { replicas.max(1) } else { 1 }
}

/// Returns the bandwidth of a shard, in MB per second.
pub(super) fn shard_bandwidth(instance: &Instance) -> i64 {
    let config = &instance.config;
    let nodes = reading_nodes(config.replicas, config.replicas_readonly);
    instance.network.added_bandwidth + base_bandwidth(config.shard_mb) * nodes
}

pub(super) fn max_client_limit(config: &InstanceConfig) -> i64 {
    if config.replicas_readonly { 10_000 * (config.replicas + 3) } else { 40_000 }
}

/// Returns the limit that was set, or less if replicas no longer serve reads.
pub(super) fn client_limit(instance: &Instance) -> i64 {
    instance.network.client_limit.min(max_client_limit(&instance.config))
}

pub(super) fn describe_bandwidth_range(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    Ok(fields([
        ("BaseBandwidth", json!(base_bandwidth(instance.config.shard_mb))),
        ("AddBandwidth", json!(instance.network.added_bandwidth)),
        ("MinAddBandwidth", json!(ADDED_BANDWIDTH.start())),
        ("MaxAddBandwidth", json!(ADDED_BANDWIDTH.end())),
    ]))
}

pub(super) fn modify_connection_config(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_available()?;
    let sent = |name: &str| params.has(name).then(|| params.integer(name));
    let (added_bandwidth, client_limit) = (sent("Bandwidth"), sent("ClientLimit"));
    if added_bandwidth.is_none() && client_limit.is_none() {
        return Err(Reason::ParameterMissing.because("send `Bandwidth` or `ClientLimit`"));
    }
    if added_bandwidth.is_some_and(|added| !ADDED_BANDWIDTH.contains(&added)) {
        return Err(Refusal::invalid_value(format!("`Bandwidth` must be at most {}", ADDED_BANDWIDTH.end())));
    }
    let max = max_client_limit(&instance.config);
    if client_limit.is_some_and(|limit| limit > max) {
        return Err(Refusal::invalid_value(format!("`ClientLimit` must be at most {max}")));
    }
    let change = Change::Network(NetworkChange::Limits { added_bandwidth, client_limit });
    workflows::start(account, call, id, "044", Status::InProcess, change)
}

/// What determines bandwidth and connections.
struct Size {
    engine: Engine,
    shard_mb: i64,
    shards: i64,
    replicas: i64,
    replicas_readonly: bool,
}

/// A 0 counts as not sent, as in the official sample.
pub(super) fn describe_instance_spec_bandwidth(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let (current, client_limit) = match id {
        "" => (theoretical(params)?, DEFAULT_CLIENT_LIMIT),
        _ => {
            let instance = account.region(call.region).instance(id)?;
            (size(&instance.config), client_limit(instance))
        }
    };
    let size = changed(current, params)?;
    let nodes = reading_nodes(size.replicas, size.replicas_readonly);
    Ok(fields([
        ("Bandwidth", json!(base_bandwidth(size.shard_mb) * size.shards * nodes * MB)),
        ("ClientLimit", json!(client_limit)),
    ]))
}

fn size(config: &InstanceConfig) -> Size {
    let &InstanceConfig { engine, shard_mb, shards, replicas, replicas_readonly, .. } = config;
    Size { engine, shard_mb, shards, replicas, replicas_readonly }
}

/// Returns the smallest size of the engine that the parameter `Type` names.
fn theoretical(params: Params<'_>) -> Result<Size, Refusal> {
    let type_id = params.integer("Type");
    if type_id == 0 || ["ShardSize", "ShardNum", "ReplicateNum"].iter().all(|name| params.integer(name) == 0) {
        let message = "send `InstanceId`, or `Type` with `ShardSize`, `ShardNum` or `ReplicateNum`";
        return Err(Reason::ParameterMissing.because(message));
    }
    Ok(Size { engine: engine(type_id)?, shard_mb: 1024, shards: 1, replicas: 1, replicas_readonly: false })
}

fn engine(type_id: i64) -> Result<Engine, Refusal> {
    Engine::find(type_id).ok_or_else(|| Reason::EngineUnknown.because(format!("there is no `Type` {type_id}")))
}

/// Returns a size with what the parameters change.
fn changed(mut size: Size, params: Params<'_>) -> Result<Size, Refusal> {
    for (name, value) in
        [("ShardSize", &mut size.shard_mb), ("ShardNum", &mut size.shards), ("ReplicateNum", &mut size.replicas)]
    {
        match params.integer(name) {
            0 => {}
            sent => *value = sent,
        }
    }
    if params.integer("Type") != 0 {
        size.engine = engine(params.integer("Type"))?;
    }
    if params.has("ReadOnlyWeight") {
        size.replicas_readonly = params.integer("ReadOnlyWeight") > 0;
    }
    let max_shards = if size.engine.cluster { 128 } else { 1 };
    let max_replicas = if size.engine.has_single_replica() { 1 } else { 5 };
    let is_sold = (1..=MAX_SHARD_MB).contains(&size.shard_mb)
        && size.shard_mb % 1024 == 0
        && (1..=max_shards).contains(&size.shards)
        && (0..=max_replicas).contains(&size.replicas);
    if is_sold { Ok(size) } else { Err(Reason::SpecUnknown.because("no instance has this size")) }
}
