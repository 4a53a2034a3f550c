//! ChangeReplicaToMaster and KillMasterGroup: the nodes inside an instance.

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::{
            reasons::Reason,
            state::{Account, Change, Instance, ReplicationChange, Status},
            workflows,
        },
        refusal::Refusal,
    },
};

/// Without a group, the first replica is promoted.
pub(super) fn change_replica_to_master(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    let group = params.has("GroupId").then(|| params.integer("GroupId"));
    let group = replica_group(instance, group)?;
    instance.ensure_available()?;
    let change = Change::Replication(ReplicationChange::PromoteNodes { group });
    workflows::start(account, call, id, "049", Status::InProcess, change)
}

fn replica_group(instance: &Instance, wanted: Option<i64>) -> Result<u64, Refusal> {
    let [_, replicas @ ..] = &instance.groups()[..] else { return Err(no_replica(instance)) };
    match wanted.map(u64::try_from) {
        None if instance.is_multi_zone() => {
            let message = format!("`{}` spans several zones: send `GroupId`", instance.id);
            Err(Reason::ParameterInvalid.because(message))
        }
        None => replicas.first().map(|group| group.id).ok_or_else(|| no_replica(instance)),
        Some(wanted) => replicas.iter().map(|group| group.id).find(|id| Ok(*id) == wanted).ok_or_else(|| {
            Reason::ParameterInvalid.because(format!("`{}` has no group of replicas with this `GroupId`", instance.id))
        }),
    }
}

fn no_replica(instance: &Instance) -> Refusal {
    Reason::Unsupported.because(format!("`{}` has no replica that could become the primary", instance.id))
}

/// Without shards, the primaries of all shards fail.
pub(super) fn kill_master_group(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    if let Some(own) = &instance.config.password {
        match params.string("Password") {
            "" => return Err(Reason::PasswordMissing.because(format!("`{id}` has a password: send `Password`"))),
            password if !own.matches(password) => {
                return Err(Reason::WrongPassword.because(format!("`Password` is not the password of `{id}`")));
            }
            _ => {}
        }
    }
    let mut shards = params.integers("ShardIds");
    if shards.is_empty() {
        shards = (0..instance.config.shards).collect();
    }
    if let Some(unknown) = shards.iter().find(|shard| !(0..instance.config.shards).contains(shard)) {
        return Err(Reason::ParameterInvalid.because(format!("`{id}` has no shard {unknown}")));
    }
    if instance.groups().len() < 2 {
        return Err(no_replica(instance));
    }
    instance.ensure_available()?;
    shards.sort_unstable();
    shards.dedup();
    let change = Change::Replication(ReplicationChange::FailOver { shards });
    workflows::start(account, call, id, "048", Status::InProcess, change)
}
