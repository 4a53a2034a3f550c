//! DescribeReplicationGroup and DescribeReplicationGroupInstance.

use serde_json::{Value, json};

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            state::{Account, Instance, Member, ReplicationGroup, network_number},
            zones,
        },
    },
};

/// Lists the groups of the account, whichever region is asked.
pub(super) fn describe_replication_group(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let (id, key) = (params.string("GroupId"), params.string("SearchKey"));
    if !id.is_empty() {
        account.replication_group(id)?;
    }
    let matches = |group: &&ReplicationGroup| {
        (id.is_empty() || group.id == id) && (group.id.contains(key) || group.name.contains(key))
    };
    let groups: Vec<_> = account.replication_groups.values().filter(matches).collect();
    call.list(params, groups, |group| describe(account, call, group))
}

fn describe(account: &Account, call: &Call<'_>, group: &ReplicationGroup) -> Value {
    let region_id = zones::find_region(&group.region).id;
    let instances: Vec<_> =
        account.members(group).map(|(instance, member)| describe_member(call, instance, member)).collect();
    json!({
        "AppId": call.account.app_id,
        "RegionId": region_id,
        "GroupId": group.id,
        "GroupName": group.name,
        "Remark": group.remark,
        "Status": group.status(),
        "InstanceCount": instances.len(),
        "Instances": instances,
    })
}

fn describe_member(call: &Call<'_>, instance: &Instance, member: &Member) -> Value {
    let (config, region_id) = (&instance.config, zones::find_region(&member.region).id);
    json!({
        "AppId": call.account.app_id,
        "InstanceId": instance.id,
        "InstanceName": instance.name(),
        "RegionId": region_id,
        "ZoneId": config.zone_id,
        "RedisReplicasNum": config.replicas,
        "RedisShardNum": config.shards,
        "RedisShardSize": config.shard_mb,
        "Engine": config.engine.family(),
        "Role": member.role.value(),
        "Vip": instance.address(),
        "VpcID": network_number(&config.vpc),
        "VPort": config.port,
        "Status": instance.status.number_and_title().0,
        "ProductType": config.engine.type_id,
        "CreateTime": member.joined_at.to_text(),
        "UpdateTime": member.updated_at.to_text(),
    })
}

/// For an instance that is in no group, the response has no fields: none is documented as always present.
pub(super) fn describe_replication_group_instance(
    account: &mut Account,
    call: &Call<'_>,
    params: Params<'_>,
) -> Outcome {
    let id = params.string("InstanceId");
    account.region(call.region).instance(id)?;
    let Some(group) = account.replication_group_of(id) else { return Ok(fields([])) };
    Ok(fields([
        ("AppId", json!(call.account.app_id)),
        ("RegionId", json!(zones::find_region(&group.region).id)),
        ("GroupId", json!(group.id)),
        ("GroupName", json!(group.name)),
        ("InstanceRole", json!(group.member(id)?.role.value())),
    ]))
}
