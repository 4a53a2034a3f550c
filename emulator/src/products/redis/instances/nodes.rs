//! DescribeInstanceNodeInfo, DescribeInstanceShards and DescribeInstanceZoneInfo: the same nodes in three forms.

use serde_json::{Value, json};

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, NodeGroup},
            zones,
        },
    },
};

/// The memory that an empty node uses, in bytes.
const EMPTY_NODE: i64 = 2 * 1024 * 1024;

pub(super) fn describe_instance_node_info(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    let proxies = instance.proxies();
    let proxies = proxies.iter().map(|proxy| json!({ "NodeId": proxy.id, "ZoneId": proxy.zone_id }));
    let proxies: Vec<_> = proxies.collect();
    let groups = instance.groups();
    let nodes = groups.iter().flat_map(|group| &group.nodes).map(|node| {
        json!({
            "NodeId": node.id,
            "NodeRole": if node.is_primary { "master" } else { "slave" },
            "ClusterId": node.shard - 1,
            "ZoneId": node.zone_id,
        })
    });
    let nodes: Vec<_> = nodes.collect();
    Ok(fields([
        ("ProxyCount", proxies.len().into()),
        ("Proxy", proxies.into()),
        ("RedisCount", nodes.len().into()),
        ("Redis", nodes.into()),
    ]))
}

pub(super) fn describe_instance_shards(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    if !instance.config.engine.cluster {
        return Err(Reason::WrongType.because(format!("`{id}` does not have the cluster architecture")));
    }
    let without_replicas = params.boolean("FilterSlave");
    let groups = instance.groups();
    let mut nodes = Vec::new();
    for shard in 1..=instance.config.shards {
        for (at, group) in groups.iter().enumerate().filter(|(_, group)| group.is_primary || !without_replicas) {
            let of_shard = group.nodes.iter().filter(|node| node.shard == shard);
            nodes.extend(of_shard.map(|node| {
                let (first, last) = node.slots;
                json!({
                    "ShardName": format!("{id}-{shard:03}-{:02}", at + 1),
                    "ShardId": ((shard - 1) * groups.len() as i64 + at as i64 + 1).to_string(),
                    "Role": i32::from(!node.is_primary),
                    "Slots": format!("[\"{first}-{last}\"]"),
                    "Storage": EMPTY_NODE,
                    "Runid": node.id,
                    "RunId": node.id,
                    "Connected": 1,
                    "ZoneId": zones::zone_name(call.region, node.zone_id),
                    "ReplicasNodeId": group.id,
                })
            }));
        }
    }
    Ok(fields([("TotalCount", nodes.len().into()), ("InstanceShards", nodes.into())]))
}

pub(super) fn describe_instance_zone_info(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    if id.is_empty() {
        return Err(Reason::ParameterMissing.because("`InstanceId` is required"));
    }
    let groups = account.region(call.region).instance(id)?.groups();
    let groups: Vec<_> = groups.iter().map(|group| describe_group(call, group)).collect();
    Ok(fields([("TotalCount", groups.len().into()), ("ReplicaGroups", groups.into())]))
}

fn describe_group(call: &Call<'_>, group: &NodeGroup) -> Value {
    let role = if group.is_primary { "master" } else { "replica" };
    let nodes = group.nodes.iter().map(|node| {
        let (first, last) = node.slots;
        // The sample has the slots of the primaries only.
        let slot = if node.is_primary { format!("{first}-{last}") } else { String::new() };
        json!({ "Keys": 0, "Slot": slot, "NodeId": node.id, "Status": "normal", "Role": role })
    });
    json!({
        "GroupId": group.id,
        "GroupName": group.name,
        "ZoneId": zones::zone_name(call.region, group.zone_id),
        "Role": role,
        "RedisNodes": nodes.collect::<Value>(),
    })
}
