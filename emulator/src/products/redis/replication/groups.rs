//! ModifyReplicationGroup and RemoveReplicationGroup.

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{reasons::Reason, state::Account},
        refusal::Refusal,
    },
};

pub(super) fn modify_replication_group(account: &mut Account, _: &Call<'_>, params: Params<'_>) -> Outcome {
    account.replication_group(params.string("GroupId"))?;
    if !params.has("GroupName") && !params.has("Remark") {
        return Err(Reason::ParameterMissing.because("send `GroupName` or `Remark`"));
    }
    let name = params.has("GroupName").then(|| checked_name(params.string("GroupName"))).transpose()?;
    if let Some(group) = account.replication_groups.get_mut(params.string("GroupId")) {
        group.name = name.unwrap_or_else(|| group.name.clone());
        if params.has("Remark") {
            params.string("Remark").clone_into(&mut group.remark);
        }
    }
    Ok(fields([]))
}

/// Returns the name of a group, if it satisfies the rules.
pub(super) fn checked_name(name: &str) -> Result<String, Refusal> {
    let length = name.chars().count();
    if (2..=64).contains(&length) && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
        return Ok(name.to_owned());
    }
    Err(Reason::Name.because("`GroupName` must consist of 2 to 64 letters, digits, `-` and `_`"))
}

pub(super) fn remove_replication_group(account: &mut Account, _: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("GroupId");
    let group = account.replication_group(id)?;
    group.ensure_unlocked()?;
    if !group.members.is_empty() {
        let message = format!("`{id}` has {} instances: remove them first", group.members.len());
        return Err(Reason::GroupNotEmpty.because(message));
    }
    account.replication_groups.shift_remove(id);
    Ok(fields([]))
}
