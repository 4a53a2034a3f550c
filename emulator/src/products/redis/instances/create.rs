//! CreateInstances.

use serde_json::json;

use super::{clusters, modify::check_name, terms::term_end};
use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            accounts::{password, password_policy},
            networks::{ordered_tls, vpc_and_subnet},
            offers::{self, Size},
            ordering, parameters,
            prices::Price,
            reasons::Reason,
            security,
            state::{Account, Effect, Engine, Instance, InstanceConfig, Node, Status, Values},
            zones,
        },
        refusal::Refusal,
    },
    time::Time,
};

pub(super) fn create_instances(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let count = offers::goods(params)?;
    let mut config = instance_config(call, params)?;
    clusters::check_order(account.region(call.region), call, &config, count)?;
    config.parameters =
        parameters::values_for(account.region(call.region), config.engine, params.string("TemplateId"))?;
    let groups = security::group_ids(&params.strings("SecurityGroupIdList"))?;
    if params.boolean("DryRun") {
        return Err(Reason::DryRun.because("the order would be accepted; `DryRun` ordered nothing"));
    }
    let price = price(&config, count, params);
    let order = ordering::place_for_new(account, call, &config, count, price);
    order.instance_ids.iter().for_each(|id| security::bind(account, call, id, &groups));
    // There are two fields for historical reasons; the service returns the same value in both.
    Ok(fields([
        ("DealId", json!(order.name)),
        ("DealName", json!(order.name)),
        ("InstanceIds", json!(order.instance_ids)),
    ]))
}

/// Returns the price of new instances. Pay-as-you-go instances are paid for later.
pub(crate) fn price(config: &InstanceConfig, count: i64, params: Params<'_>) -> i64 {
    let months = Some(params.integer("Period"));
    config.deadline.map_or(0, |_| Price::of_new(Size::from(config), count, months).fen())
}

/// Returns the configuration of a clone: what the order contains, otherwise that of its source.
pub(crate) fn clone_config(
    call: &Call<'_>,
    params: Params<'_>,
    source: &InstanceConfig,
) -> Result<InstanceConfig, Refusal> {
    let (vpc, subnet) = network(call, params)?;
    let zone = zones::find_zone(call.region, params.integer("ZoneId"), "")?;
    let nodes = nodes(call, params, zone)?;
    let zone_id = zone.unwrap_or(source.zone_id);
    let replicas = nodes.iter().filter(|node| node.role != 0).count() as i64;
    if !nodes.is_empty() && replicas != source.replicas {
        let message = format!("`NodeSet` must have {} replicas, as the source had", source.replicas);
        return Err(Reason::SpecUnknown.because(message));
    }
    let product_version = match params.string("ProductVersion") {
        "" => source.product_version.clone(),
        version => version.to_owned(),
    };
    let cluster_id = if product_version == "cdc" { source.cluster_id.clone() } else { String::new() };
    Ok(InstanceConfig {
        name: name(params)?,
        nodes,
        zone_id,
        password: password(source.engine, params, &vpc)?,
        password_policy: password_policy(params)?,
        tls: ordered_tls(source.engine, params)?,
        vpc,
        subnet,
        port: params.integer("VPort"),
        project: params.integer("ProjectId"),
        tags: tags(params),
        product_version,
        cluster_id,
        auto_renew: params.integer("AutoRenew"),
        deadline: deadline(call, params),
        parameters: Values::new(),
        ..source.clone()
    })
}

/// Adds an instance that is running, without an order. No other in the account may have its id, in no region:
/// replication groups name their members by it alone.
pub(crate) fn add(account: &mut Account, call: &Call<'_>, params: Params<'_>, id: &str) -> Result<(), Refusal> {
    if id.is_empty() {
        return Err(Refusal::invalid_value("the id of an instance must not be empty"));
    }
    if account.regions.values().any(|region| region.instances.contains_key(id)) {
        return Err(Refusal::invalid_value(format!("there is already an instance `{id}`")));
    }
    let mut config = instance_config(call, params)?;
    let groups = security::group_ids(&params.strings("SecurityGroupIdList"))?;
    let region = account.region(call.region);
    clusters::check_order(region, call, &config, 1)?;
    config.parameters = parameters::values_for(region, config.engine, params.string("TemplateId"))?;
    let mut instance = Instance::new(id.to_owned(), call.tools.ids.serial(), config, call.now);
    instance.status = Status::Running;
    let deadline = instance.config.deadline;
    region.add_instance(instance);
    security::bind(account, call, id, &groups);
    if let Some(deadline) = deadline {
        account.plan(call, deadline, Effect::EndTerm { instance: id.to_owned() });
    }
    account.plan(call, call.now, Effect::Start { instance: id.to_owned() });
    Ok(())
}

fn instance_config(call: &Call<'_>, params: Params<'_>) -> Result<InstanceConfig, Refusal> {
    let engine = offers::engine(params)?;
    let size = Size::of_new(engine, params)?;
    let (vpc, subnet) = network(call, params)?;
    let zone = zones::find_zone(call.region, params.integer("ZoneId"), params.string("ZoneName"))?;
    let nodes = nodes(call, params, zone)?;
    let primary = nodes.iter().find(|node| node.role == 0).map(|node| node.zone_id);
    let zone_id = zone.or(primary).unwrap_or_else(|| zones::find_region(call.region).default_zone());
    Ok(InstanceConfig {
        name: name(params)?,
        engine,
        shard_mb: size.shard_mb,
        shards: size.shards,
        replicas: replicas(size, engine, params, &nodes)?,
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
        cluster_id: cluster_id(params)?,
        auto_renew: params.integer("AutoRenew"),
        deadline: deadline(call, params),
        parameters: Values::new(),
    })
}

fn deadline(call: &Call<'_>, params: Params<'_>) -> Option<Time> {
    (params.integer("BillingMode") == 1).then(|| term_end(call.now, params.integer("Period")))
}

fn name(params: Params<'_>) -> Result<String, Refusal> {
    let name = params.string("InstanceName");
    check_name(name)?;
    Ok(name.to_owned())
}

fn tags(params: Params<'_>) -> Vec<(String, String)> {
    let tags = params.objects("ResourceTags").into_iter();
    tags.map(|tag| (tag.string("TagKey").to_owned(), tag.string("TagValue").to_owned())).collect()
}

/// Accepts any network whose ids are well-formed.
fn network(call: &Call<'_>, params: Params<'_>) -> Result<(String, String), Refusal> {
    if params.string("VpcId").is_empty() && zones::find_region(call.region).requires_vpc() {
        let message = "financial regions have no classic network: send `VpcId` and `SubnetId`";
        return Err(Reason::VpcRequired.because(message));
    }
    vpc_and_subnet(params)
}

/// Returns the nodes that the order places. Those without a zone are in the zone of the order, or in the default zone.
fn nodes(call: &Call<'_>, params: Params<'_>, zone: Option<i64>) -> Result<Vec<Node>, Refusal> {
    let default = zone.unwrap_or_else(|| zones::find_region(call.region).default_zone());
    let node = |node: Params<'_>| {
        let zone = zones::find_zone(call.region, node.integer("ZoneId"), node.string("ZoneName"))?;
        Ok(Node { id: 0, role: node.integer("NodeType"), zone_id: zone.unwrap_or(default) })
    };
    let nodes: Vec<_> = params.objects("NodeSet").into_iter().map(node).collect::<Result<_, _>>()?;
    let mut primaries = nodes.iter().filter(|node| node.role == 0);
    let primary = primaries.next();
    if primaries.next().is_some() || primary.is_none() != nodes.is_empty() {
        return Err(Refusal::invalid_value("`NodeSet` must have exactly one primary (`NodeType` 0)"));
    }
    if primary.zip(zone).is_some_and(|(primary, zone)| primary.zone_id != zone) {
        return Err(Refusal::invalid_value("the primary in `NodeSet` must be in the zone of the order"));
    }
    Ok(nodes)
}

/// Returns the number of replicas. `NodeSet` determines it if `RedisReplicasNum` is not sent.
fn replicas(size: Size, engine: Engine, params: Params<'_>, nodes: &[Node]) -> Result<i64, Refusal> {
    if nodes.is_empty() {
        return Ok(size.replicas);
    }
    let replicas = nodes.iter().filter(|node| node.role != 0).count() as i64;
    if params.has("RedisReplicasNum") && replicas != size.replicas {
        let message = "`NodeSet` and `RedisReplicasNum` differ in the number of replicas";
        return Err(Reason::SpecUnknown.because(message));
    }
    Ok(Size { replicas, ..size }.check(engine)?.replicas)
}

/// Returns the Redis cluster of an order, which is empty unless it is for a dedicated cluster.
fn cluster_id(params: Params<'_>) -> Result<String, Refusal> {
    let id = params.string("RedisClusterId");
    if !id.is_empty() && params.string("ProductVersion") != "cdc" {
        return Err(Reason::ParameterInvalid.because("`RedisClusterId` requires `ProductVersion` `cdc`"));
    }
    Ok(id.to_owned())
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
