//! ModifyInstanceAvailabilityZones and UpgradeVersionToMultiAvailabilityZones.

use crate::{
    params::Params,
    products::{
        call::{Call, Object, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, Change, Instance, InstanceChange, Status, ZoneSupport},
            workflows::{self, Timing},
            zones,
        },
        refusal::Refusal,
    },
};

const IN_WINDOW: i64 = 1;

pub(super) fn modify_instance_availability_zones(
    account: &mut Account,
    call: &Call<'_>,
    params: Params<'_>,
) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_available()?;
    if !instance.config.cluster_id.is_empty() {
        return Err(Reason::WrongType.because(format!("`{id}` is in a dedicated cluster, which is in one zone")));
    }
    let zones = requested_zones(call, instance, params)?;
    if instance.config.nodes.iter().map(|node| node.zone_id).eq(zones.iter().copied()) {
        return Err(Reason::NothingToChange.because("all nodes are already in these zones"));
    }
    let change = Change::Instance(InstanceChange::MoveNodes { zones });
    account.ensure_group_unlocked(id)?;
    let timing = Timing::now_if(params.integer("SwitchOption") != IN_WINDOW);
    let task = workflows::start_at(account, call, id, "066", change, timing);
    Ok(fields([("TaskId", task.into())]))
}

/// Returns the new zone of each node, in the order of the configuration.
fn requested_zones(call: &Call<'_>, instance: &Instance, params: Params<'_>) -> Result<Vec<i64>, Refusal> {
    let problem = |message: &str| Reason::ParameterInvalid.because(format!("`NodeSet` {message}"));
    let mut wanted = Vec::new();
    for node in params.objects("NodeSet") {
        let zone = zones::find_zone(call.region, node.integer("ZoneId"), node.string("ZoneName"))?;
        let zone = zone.ok_or_else(|| problem("must contain the zone of each node"))?;
        wanted.push((node.integer("NodeType"), u64::try_from(node.integer("NodeId")).unwrap_or_default(), zone));
    }
    if wanted.len() != instance.config.nodes.len() {
        return Err(problem("must contain the primary and every replica"));
    }
    // In a single zone, the nodes of a role cannot be told apart, and their ids are not shown.
    let needs_ids = instance.is_multi_zone();
    let zones = instance.config.nodes.iter().map(|node| {
        let fits = |(role, id, _): &(i64, u64, i64)| *role == node.role && (!needs_ids || *id == node.id);
        wanted.iter().position(fits).map(|at| wanted.remove(at).2)
    });
    let zones: Option<_> = zones.collect();
    zones.ok_or_else(|| match needs_ids {
        true => problem("must contain the `NodeId` and the role of each node, as DescribeInstances returns them"),
        false => problem("must contain one primary"),
    })
}

/// Moves each node to its zone, and the instance to that of its primary.
pub(super) fn move_nodes(instance: &mut Instance, zones: &[i64]) {
    for (node, zone) in instance.config.nodes.iter_mut().zip(zones) {
        node.zone_id = *zone;
    }
    instance.follow_primary();
    if instance.is_multi_zone() {
        instance.zone_support = instance.zone_support.max(ZoneSupport::SeveralZones);
    }
}

pub(super) fn upgrade_version_to_multi_availability_zones(
    account: &mut Account,
    call: &Call<'_>,
    params: Params<'_>,
) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_available()?;
    if instance.config.engine.has_single_replica() {
        return Err(Reason::WrongType.because(format!("the engine of `{id}` does not support several zones")));
    }
    let upgrades = params.boolean("UpgradeProxyAndRedisServer");
    let support = if upgrades { ZoneSupport::LocalReads } else { ZoneSupport::SeveralZones };
    if instance.zone_support >= support {
        return Err(Reason::NothingToChange.because(format!("`{id}` is already prepared for this")));
    }
    // Clients notice nothing, unless the data is moved.
    let status = if upgrades { Status::InProcess } else { Status::Running };
    let change = Change::Instance(InstanceChange::PrepareZones { support });
    let response = workflows::start(account, call, id, "047", status, change)?;
    let task = response.get("TaskId").cloned().unwrap_or_default();
    Ok(Object::from([("FlowId", task)]))
}
