//! CreateReplicationGroup and AddReplicationInstance.

use std::mem;

use indexmap::IndexMap;

use super::{areas, groups::checked_name, members};
use crate::{
    params::Params,
    products::{
        call::{Call, Moment, Outcome},
        redis::{
            reasons::Reason,
            state::{
                Account, Change, Engine, GroupOperation, Instance, ReplicationChange, ReplicationGroup, Role, Status,
            },
            workflows,
        },
        refusal::Refusal,
    },
};

/// The documentation mentions a limit, but not which one.
const MAX_MEMBERS: usize = 10;

/// The number of the kind of task that adds an instance. There is none for creating a group.
const ADD: &str = "050";

pub(super) fn create_replication_group(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance_id = params.string("InstanceId");
    check_instance(account, call, instance_id)?;
    let id = format!("crs-rpl-{}", call.tools.ids.suffix());
    let name = params.string("GroupName");
    let group = ReplicationGroup {
        name: if name.is_empty() { id.clone() } else { checked_name(name)? },
        id: id.clone(),
        remark: params.string("Remark").to_owned(),
        region: call.region.to_owned(),
        members: IndexMap::new(),
        primary: None,
        is_new: true,
        operation: Some(GroupOperation::Adding),
    };
    account.replication_groups.insert(id.clone(), group);
    let change = ReplicationChange::Join { group: id.clone(), role: Role::ReadWrite };
    let mut response =
        workflows::start(account, call, instance_id, ADD, Status::InProcess, Change::Replication(change))?;
    response.insert("GroupId", id);
    Ok(response)
}

pub(super) fn add_replication_instance(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let (group_id, instance_id) = (params.string("GroupId"), params.string("InstanceId"));
    account.replication_group(group_id)?;
    let engine = check_instance(account, call, instance_id)?;
    let group = account.replication_group(group_id)?;
    group.ensure_unlocked()?;
    if group.members.len() >= MAX_MEMBERS {
        return Err(Reason::GroupFull.because(format!("`{group_id}` has {MAX_MEMBERS} instances, the most of a group")));
    }
    // The first instance of a group that has become empty is its primary, which accepts writes.
    let role = if group.members.is_empty() { Role::ReadWrite } else { Role::of(params.string("InstanceRole")) };
    if account.members(group).any(|(member, _)| member.config.engine != engine) {
        return Err(Reason::WrongType.because(format!("the instances of `{group_id}` have another version")));
    }
    let change = ReplicationChange::Join { group: group_id.to_owned(), role };
    members::start(account, call, params, ADD, GroupOperation::Adding, change)
}

/// Checks that an instance can join a group. Returns its engine.
fn check_instance(account: &mut Account, call: &Call<'_>, id: &str) -> Result<Engine, Refusal> {
    let instance: &Instance = account.region(call.region).instance(id)?;
    let engine = instance.config.engine;
    if !(engine.cluster && ["Redis 4.0", "Redis 5.0"].contains(&engine.name)) {
        let message =
            format!("only Redis 4.0 and 5.0 in the cluster architecture can join a group, not `{}`", engine.name);
        return Err(Reason::WrongType.because(message));
    }
    if !areas::is_supported(call.region) {
        return Err(Reason::Unsupported.because(format!("`{}` does not support replication groups", call.region)));
    }
    if let Some(group) = account.replication_group_of(id) {
        return Err(Reason::AlreadyInGroup.because(format!("`{id}` is already in `{}`", group.id)));
    }
    account.region(call.region).instance(id)?.ensure_available()?;
    Ok(engine)
}

/// Ends a task that adds an instance. If it has failed, a group that it was to create does not come into existence.
pub(super) fn end(
    account: &mut Account,
    moment: &Moment<'_>,
    instance_id: &str,
    group_id: &str,
    role: Role,
    succeeded: bool,
) {
    let Some(group) = account.replication_groups.get_mut(group_id) else { return };
    group.operation = None;
    let was_new = mem::take(&mut group.is_new);
    if succeeded {
        group.add(instance_id, moment.region, role, moment.now);
        align_version(account, moment, instance_id, group_id);
    } else if was_new {
        account.replication_groups.shift_remove(group_id);
    }
}

/// Gives an instance the version of the engine that the primary of its group has.
fn align_version(account: &mut Account, moment: &Moment<'_>, instance_id: &str, group_id: &str) {
    let Some(group) = account.replication_groups.get(group_id) else { return };
    let primary = account.members(group).find(|(instance, _)| Some(&instance.id) == group.primary.as_ref());
    let Some(version) = primary.map(|(instance, _)| instance.maintenance.clone()) else { return };
    if let Some(instance) = account.region(moment.region).instances.get_mut(instance_id) {
        instance.maintenance.align_engine(&version);
    }
}
