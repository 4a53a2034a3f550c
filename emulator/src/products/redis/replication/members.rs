//! ChangeInstanceRole, ChangeMasterInstance, RemoveReplicationInstance and its older name, DeleteReplicationInstance.

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::{
            reasons::Reason,
            state::{Account, Change, GroupOperation, Member, ReplicationChange, ReplicationGroup, Role, Status},
            workflows,
        },
        refusal::Refusal,
    },
};

pub(super) fn change_instance_role(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let (_, group, member) = member(account, call, params)?;
    let (id, role) = (params.string("InstanceId"), Role::of(params.string("InstanceRole")));
    if member.role == role {
        return Err(Reason::CheckFailed.because(format!("`{id}` already has this role")));
    }
    if group.primary.as_deref() == Some(id) {
        let message =
            format!("`{id}` is the primary instance: make another one the primary with `ChangeMasterInstance`");
        return Err(Reason::NotPossible.because(message));
    }
    let change = ReplicationChange::SetRole { group: group.id.clone(), role };
    start(account, call, params, "057", GroupOperation::ChangingRole, change)
}

/// Without force, all instances of the group must be running and not locked; with force, only the new primary.
pub(super) fn change_master_instance(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let (all, group, member) = member(account, call, params)?;
    if member.role != Role::ReadOnly {
        let message = format!("`{}` is not read-only", params.string("InstanceId"));
        return Err(Reason::NotPossible.because(message));
    }
    if !params.boolean("ForceSwitch") {
        all.members(group).try_for_each(|(instance, _)| instance.ensure_available())?;
    }
    let change = ReplicationChange::Promote { group: group.id.clone() };
    start(account, call, params, "056", GroupOperation::ChangingPrimary, change)
}

pub(super) fn remove_replication_instance(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let (_, group, _) = member(account, call, params)?;
    let id = params.string("InstanceId");
    let is_primary = group.primary.as_deref() == Some(id);
    if is_primary && group.members.len() > 1 {
        return Err(Reason::NotPossible.because(format!("`{id}` is the primary instance: remove the others first")));
    }
    if !is_primary && !params.boolean("SyncType") {
        return Err(Reason::CheckFailed.because("`SyncType` can be false only for the primary instance"));
    }
    let change = ReplicationChange::Leave { group: group.id.clone() };
    start(account, call, params, "055", GroupOperation::Removing, change)
}

/// Finds the group and the instance of a call, in its account. The group must not be locked.
fn member<'a>(
    account: &'a mut Account,
    call: &Call<'_>,
    params: Params<'_>,
) -> Result<(&'a Account, &'a ReplicationGroup, &'a Member), Refusal> {
    let id = params.string("GroupId");
    account.replication_group(id)?;
    account.region(call.region).instance(params.string("InstanceId"))?;
    let group = account.replication_group(id)?;
    let member = group.member(params.string("InstanceId"))?;
    group.ensure_unlocked()?;
    Ok((account, group, member))
}

/// Starts a task that locks the instance and the group.
pub(super) fn start(
    account: &mut Account,
    call: &Call<'_>,
    params: Params<'_>,
    kind: &str,
    operation: GroupOperation,
    change: ReplicationChange,
) -> Outcome {
    let id = params.string("InstanceId");
    account.region(call.region).instance(id)?.ensure_available()?;
    if let Some(group) = account.replication_groups.get_mut(params.string("GroupId")) {
        group.operation = Some(operation);
    }
    workflows::start(account, call, id, kind, Status::InProcess, Change::Replication(change))
}

/// Unlocks a group, and changes it if the task has succeeded.
pub(super) fn end(account: &mut Account, group_id: &str, succeeded: bool, change: impl FnOnce(&mut ReplicationGroup)) {
    let Some(group) = account.replication_groups.get_mut(group_id) else { return };
    group.operation = None;
    if succeeded {
        change(group);
    }
}
