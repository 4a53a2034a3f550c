//! CreateInstances.

use std::time::Duration;

use serde_json::json;

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            accounts::{password, password_policy},
            networks::{ordered_tls, vpc_and_subnet},
            ordering, parameters,
            reasons::Reason,
            state::{Account, Effect, Engine, Instance, InstanceConfig, Node, Status, Values},
            zones,
        },
        refusal::Refusal,
    },
    time::Time,
};

/// The documentation refers to a price list for the largest number of instances per order.
const MAX_INSTANCES: i64 = 100;

/// 1 TB per shard, more than any known offer.
const MAX_SHARD_MB: i64 = 1024 * 1024;

const MONTH: Duration = Duration::from_secs(30 * 24 * 3600);

/// Hundredths of a yuan per GB and month.
const PRICE_PER_GB_MONTH: i64 = 4_500;

pub(super) fn create_instances(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let count = params.integer("GoodsNum");
    if !(1..=MAX_INSTANCES).contains(&count) {
        return Err(Reason::GoodsNum.because(format!("`GoodsNum` must be 1 to {MAX_INSTANCES}")));
    }
    let mut config = instance_config(call, params)?;
    config.parameters =
        parameters::values_for(account.region(call.region), config.engine, params.string("TemplateId"))?;
    if params.boolean("DryRun") {
        return Err(Reason::DryRun.because("the order would be accepted; `DryRun` ordered nothing"));
    }
    let months = if config.deadline.is_some() { params.integer("Period") } else { 0 };
    let price = config.shard_mb / 1024 * config.shards * count * months * PRICE_PER_GB_MONTH;
    let order = ordering::place_for_new(account, call, &config, count, price);
    // There are two fields for historical reasons; the service returns the same value in both.
    Ok(fields([
        ("DealId", json!(order.name)),
        ("DealName", json!(order.name)),
        ("InstanceIds", json!(order.instance_ids)),
    ]))
}

/// Adds an instance that is running, without an order.
pub(crate) fn add(account: &mut Account, call: &Call<'_>, params: Params<'_>, id: &str) -> Result<(), Refusal> {
    let mut config = instance_config(call, params)?;
    let region = account.region(call.region);
    config.parameters = parameters::values_for(region, config.engine, params.string("TemplateId"))?;
    if region.instances.contains_key(id) {
        return Err(Refusal::invalid_value(format!("there is already an instance `{id}`")));
    }
    let mut instance = Instance::new(id.to_owned(), call.tools.ids.serial(), config, call.now);
    instance.status = Status::Running;
    region.add_instance(instance);
    account.plan(call, call.now, Effect::Start { instance: id.to_owned() });
    Ok(())
}

fn instance_config(call: &Call<'_>, params: Params<'_>) -> Result<InstanceConfig, Refusal> {
    let engine = Engine::find(params.integer("TypeId"))
        .ok_or_else(|| Reason::EngineUnknown.because("the emulator does not support this `TypeId`"))?;
    let shard_mb = params.integer("MemSize");
    if !(1..=MAX_SHARD_MB).contains(&shard_mb) || shard_mb % 1024 != 0 {
        let message = format!("`MemSize` must be a multiple of 1024, up to {MAX_SHARD_MB}");
        return Err(Reason::MemSize.because(message));
    }
    let (vpc, subnet) = network(call, params)?;
    let zone_id = match (params.integer("ZoneId"), params.string("ZoneName")) {
        (0, name) => zones::zone_id(call.region, name),
        (id, _) => id,
    };
    let nodes = nodes(call, params, zone_id)?;
    Ok(InstanceConfig {
        name: name(params)?,
        engine,
        shard_mb,
        shards: shards(engine, params)?,
        replicas: replicas(engine, params, &nodes)?,
        replicas_readonly: params.boolean("ReplicasReadonly"),
        nodes,
        zone_id,
        password: password(engine, params, &vpc)?,
        password_policy: password_policy(params)?,
        tls: ordered_tls(engine, params)?,
        connection_mode: params.integer("ConnectionMode"),
        vpc,
        subnet,
        port: params.integer("VPort"),
        project: params.integer("ProjectId"),
        tags: tags(params),
        product_version: product_version(params)?,
        cluster_id: params.string("RedisClusterId").to_owned(),
        auto_renew: params.integer("AutoRenew"),
        deadline: deadline(call, params),
        parameters: Values::new(),
    })
}

fn deadline(call: &Call<'_>, params: Params<'_>) -> Option<Time> {
    let months = params.integer("Period").try_into().unwrap_or(u32::MAX);
    (params.integer("BillingMode") == 1).then(|| call.now + MONTH.saturating_mul(months))
}

fn name(params: Params<'_>) -> Result<String, Refusal> {
    let name = params.string("InstanceName");
    if name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
        return Ok(name.to_owned());
    }
    let message = "`InstanceName` may contain only letters, digits, `-` and `_`";
    Err(Refusal::invalid_value(message))
}

fn tags(params: Params<'_>) -> Vec<(String, String)> {
    let tags = params.objects("ResourceTags").into_iter();
    tags.map(|tag| (tag.string("TagKey").to_owned(), tag.string("TagValue").to_owned())).collect()
}

/// Accepts any network whose ids are well-formed.
fn network(call: &Call<'_>, params: Params<'_>) -> Result<(String, String), Refusal> {
    if params.string("VpcId").is_empty() && call.region.ends_with("-fsi") {
        let message = "financial regions have no classic network: send `VpcId` and `SubnetId`";
        return Err(Reason::VpcRequired.because(message));
    }
    vpc_and_subnet(params)
}

fn nodes(call: &Call<'_>, params: Params<'_>, zone_id: i64) -> Result<Vec<Node>, Refusal> {
    let node = |node: Params<'_>| {
        let zone_id = match (node.integer("ZoneId"), node.string("ZoneName")) {
            (0, "") => zone_id,
            (0, name) => zones::zone_id(call.region, name),
            (id, _) => id,
        };
        Node { id: call.tools.ids.serial(), role: node.integer("NodeType"), zone_id }
    };
    let nodes: Vec<_> = params.objects("NodeSet").into_iter().map(node).collect();
    if !nodes.is_empty() && nodes.iter().filter(|node| node.role == 0).count() != 1 {
        return Err(Refusal::invalid_value("`NodeSet` must have exactly one primary (`NodeType` 0)"));
    }
    Ok(nodes)
}

fn shards(engine: Engine, params: Params<'_>) -> Result<i64, Refusal> {
    match params.integer("RedisShardNum") {
        0 => Ok(1),
        shards if shards > 1 && !engine.cluster => Err(no_such_spec("the standard architecture has exactly one shard")),
        shards => Ok(shards),
    }
}

fn replicas(engine: Engine, params: Params<'_>, nodes: &[Node]) -> Result<i64, Refusal> {
    let in_nodes = nodes.iter().filter(|node| node.role != 0).count() as i64;
    let replicas = match params.integer("RedisReplicasNum") {
        0 if nodes.is_empty() => 1,
        0 => in_nodes,
        replicas => replicas,
    };
    if !nodes.is_empty() && replicas != in_nodes {
        return Err(no_such_spec("`NodeSet` and `RedisReplicasNum` differ in the number of replicas"));
    }
    if engine.has_single_replica() && (replicas != 1 || params.boolean("ReplicasReadonly")) {
        return Err(no_such_spec("this engine has exactly one replica, which is not readable"));
    }
    Ok(replicas)
}

fn no_such_spec(message: &str) -> Refusal {
    Reason::SpecUnknown.because(message)
}

fn product_version(params: Params<'_>) -> Result<String, Refusal> {
    match params.string("ProductVersion") {
        "cdc" if params.string("RedisClusterId").is_empty() => {
            let message = "`ProductVersion` `cdc` requires `RedisClusterId`";
            Err(Reason::ParameterMissing.because(message))
        }
        "cloud" => Err(Reason::SoldOut.because("`ProductVersion` `cloud` is sold out")),
        "" => Ok("local".into()),
        other => Ok(other.to_owned()),
    }
}
