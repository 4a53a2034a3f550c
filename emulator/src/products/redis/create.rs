//! `CreateInstances`: what can be bought, and buying it.

use std::time::Duration;

use serde_json::json;

use crate::{
    error::ApiError,
    params::Params,
    products::{Call, Reply, fields},
};

use super::{
    Region,
    engines::Engine,
    instances::{Instance, Node, Purchase},
    orders::Order,
    passwords, zones,
};

/// The documentation refers to a price list for how many instances an order may have.
const MAX_GOODS: i64 = 100;

/// A terabyte for a shard: more than has been seen on sale.
const MAX_SHARD_MB: i64 = 1024 * 1024;

const MONTH: Duration = Duration::from_secs(30 * 24 * 3600);

/// Hundredths of a yuan for a gigabyte and a month.
const PRICE: i64 = 4_500;

pub(super) fn create_instances(region: &mut Region, call: &Call<'_>, params: Params<'_>) -> Reply {
    let goods = params.int("GoodsNum");
    if !(1..=MAX_GOODS).contains(&goods) {
        return Err(ApiError::new(
            "LimitExceeded.InvalidParameterGoodsNumNotInRange",
            format!("an order has 1 to {MAX_GOODS} instances"),
        ));
    }
    let bought = purchase(call, params)?;
    if params.flag("DryRun") {
        return Err(ApiError::new("DryRunOperation", "the order would have been accepted; nothing was bought"));
    }

    let delivering = call.now + call.durations.order_paid;
    let delivered = delivering + call.durations.order_delivering;
    let instances = (0..goods).map(|_| Instance {
        id: format!("crs-{}", call.ids.suffix()),
        number: call.ids.serial(),
        bought: bought.clone(),
        created: call.now,
        delivered,
        ready: delivered + call.durations.instance_starting,
        hold: None,
        isolated: None,
        leaves: call.failure.map(|_| delivered),
    });
    let instances: Vec<_> = instances.collect();
    let months = if bought.deadline.is_some() { params.int("Period") } else { 0 };
    let order = Order {
        name: deal_name(call),
        zone_id: bought.zone_id,
        instance_ids: instances.iter().map(|instance| instance.id.clone()).collect(),
        price: bought.shard_mb / 1024 * bought.shards * goods * months * PRICE,
        placed: call.now,
        delivering,
        delivered,
        failure: call.failure.map(str::to_owned),
    };
    // The number of an order and the name of a deal have long become the same text.
    let reply = fields([
        ("DealId", json!(order.name)),
        ("DealName", json!(order.name)),
        ("InstanceIds", json!(order.instance_ids)),
    ]);
    region.instances.extend(instances);
    region.orders.push(order);
    Ok(reply)
}

/// The day and fifteen digits.
fn deal_name(call: &Call<'_>) -> String {
    let day: String = call.now.text().chars().filter(char::is_ascii_digit).take(8).collect();
    format!("{day}{:015}", call.ids.number() % 1_000_000_000_000_000)
}

fn purchase(call: &Call<'_>, params: Params<'_>) -> Result<Purchase, ApiError> {
    let engine = Engine::find(params.int("TypeId")).ok_or_else(|| {
        ApiError::new("InvalidParameterValue.InvalidInstanceTypeId", "the emulator does not know this `TypeId`")
    })?;
    let shard_mb = params.int("MemSize");
    if !(1..=MAX_SHARD_MB).contains(&shard_mb) || shard_mb % 1024 != 0 {
        let message = format!("`MemSize` must be a multiple of 1024, up to {MAX_SHARD_MB}");
        return Err(ApiError::new("LimitExceeded.InvalidMemSize", message));
    }
    let (vpc, subnet) = network(call, params)?;
    let zone_id = match (params.int("ZoneId"), params.text("ZoneName")) {
        (0, name) => zones::zone_id(call.region, name),
        (id, _) => id,
    };
    let nodes = nodes(call, params, zone_id)?;
    Ok(Purchase {
        name: name(params)?,
        engine,
        shard_mb,
        shards: shards(engine, params)?,
        replicas: replicas(engine, params, &nodes)?,
        replicas_readonly: params.flag("ReplicasReadonly"),
        nodes,
        zone_id,
        password: passwords::choose(engine, params, &vpc)?,
        vpc,
        subnet,
        port: params.int("VPort"),
        project: params.int("ProjectId"),
        tags: tags(params),
        product_version: product_version(params)?,
        cluster_id: params.text("RedisClusterId").to_owned(),
        auto_renew: params.int("AutoRenew"),
        deadline: deadline(call, params),
    })
}

fn deadline(call: &Call<'_>, params: Params<'_>) -> Option<crate::time::Time> {
    let months = params.int("Period").try_into().unwrap_or(u32::MAX);
    (params.int("BillingMode") == 1).then(|| call.now + MONTH.saturating_mul(months))
}

fn name(params: Params<'_>) -> Result<String, ApiError> {
    let name = params.text("InstanceName");
    if name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
        return Ok(name.to_owned());
    }
    let message = "`InstanceName` consists of letters, digits, `-` and `_`";
    Err(ApiError::new("InvalidParameterValue", message))
}

fn tags(params: Params<'_>) -> Vec<(String, String)> {
    let tags = params.structures("ResourceTags").into_iter();
    tags.map(|tag| (tag.text("TagKey").to_owned(), tag.text("TagValue").to_owned())).collect()
}

/// Any network with an id of the right shape exists.
fn network(call: &Call<'_>, params: Params<'_>) -> Result<(String, String), ApiError> {
    let (vpc, subnet) = (params.text("VpcId"), params.text("SubnetId"));
    if vpc.is_empty() && call.region.ends_with("-fsi") {
        let message = "finance regions have no basic network: send `VpcId` and `SubnetId`";
        return Err(ApiError::new("InvalidParameter.OnlyVPCOnSpecZoneId", message));
    }
    if !vpc.is_empty() && !vpc.starts_with("vpc-") {
        return Err(ApiError::new("InvalidParameterValue.UnVpcIdNotExists", format!("there is no VPC `{vpc}`")));
    }
    if vpc.is_empty() != subnet.is_empty() || (!subnet.is_empty() && !subnet.starts_with("subnet-")) {
        let message = "`VpcId` and `SubnetId` (`subnet-…`) belong together";
        return Err(ApiError::new("InvalidParameterValue.InvalidSubnetId", message));
    }
    Ok((vpc.to_owned(), subnet.to_owned()))
}

fn nodes(call: &Call<'_>, params: Params<'_>, zone_id: i64) -> Result<Vec<Node>, ApiError> {
    let node = |node: Params<'_>| {
        let zone_id = match (node.int("ZoneId"), node.text("ZoneName")) {
            (0, "") => zone_id,
            (0, name) => zones::zone_id(call.region, name),
            (id, _) => id,
        };
        Node { id: call.ids.serial(), role: node.int("NodeType"), zone_id }
    };
    let nodes: Vec<_> = params.structures("NodeSet").into_iter().map(node).collect();
    if !nodes.is_empty() && nodes.iter().filter(|node| node.role == 0).count() != 1 {
        return Err(ApiError::new("InvalidParameterValue", "`NodeSet` must have exactly one primary (`NodeType` 0)"));
    }
    Ok(nodes)
}

fn shards(engine: &Engine, params: Params<'_>) -> Result<i64, ApiError> {
    match params.int("RedisShardNum") {
        0 => Ok(1),
        shards if shards > 1 && !engine.cluster => Err(no_such_spec("the standard architecture has one shard")),
        shards => Ok(shards),
    }
}

fn replicas(engine: &Engine, params: Params<'_>, nodes: &[Node]) -> Result<i64, ApiError> {
    let in_nodes = nodes.iter().filter(|node| node.role != 0).count() as i64;
    let replicas = match params.int("RedisReplicasNum") {
        0 if nodes.is_empty() => 1,
        0 => in_nodes,
        replicas => replicas,
    };
    if !nodes.is_empty() && replicas != in_nodes {
        return Err(no_such_spec("`NodeSet` has another number of replicas than `RedisReplicasNum`"));
    }
    if engine.has_single_replica() && (replicas != 1 || params.flag("ReplicasReadonly")) {
        return Err(no_such_spec("this engine has one replica, and it serves no reads"));
    }
    Ok(replicas)
}

fn no_such_spec(message: &str) -> ApiError {
    ApiError::new("InvalidParameterValue.SpecNotExist", message)
}

fn product_version(params: Params<'_>) -> Result<String, ApiError> {
    match params.text("ProductVersion") {
        "cdc" if params.text("RedisClusterId").is_empty() => {
            let message = "`ProductVersion` `cdc` needs `RedisClusterId`";
            Err(ApiError::new("InvalidParameter.EmptyParam", message))
        }
        "cloud" => Err(ApiError::new("ResourceUnavailable.SaleOut", "`ProductVersion` `cloud` is not sold")),
        "" => Ok("local".into()),
        other => Ok(other.to_owned()),
    }
}
