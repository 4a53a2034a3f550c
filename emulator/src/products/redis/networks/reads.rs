//! EnableReplicaReadonly, DisableReplicaReadonly and ModifyInstanceReadOnly.

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::{
            reasons::Reason,
            state::{Account, Change, Instance, NetworkChange, PRIMARY, ROOT, Status, UserAccount},
            workflows,
        },
    },
};

/// Also routes the reads of `root`; those of other accounts are routed by ModifyInstanceAccount.
pub(super) fn enable_replica_readonly(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_available()?;
    if instance.config.engine.has_single_replica() || instance.config.replicas == 0 {
        return Err(Reason::Unsupported.because(format!("`{id}` has no replicas that can serve reads")));
    }
    let policy: Vec<_> = params.strings("ReadonlyPolicy").into_iter().map(str::to_owned).collect();
    if policy.is_empty() {
        return Err(Reason::ParameterInvalid.because("`ReadonlyPolicy` must not be empty"));
    }
    let change = NetworkChange::ReplicaReads { root_policy: Some(policy) };
    let mut response = start(account, call, id, "039", change)?;
    response.insert("Status", "OK");
    Ok(response)
}

pub(super) fn disable_replica_readonly(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_available()?;
    let is_on_replicas = |account: &&UserAccount| account.name != ROOT && account.reads_replicas();
    if let Some(user) = instance.accounts.iter().find(is_on_replicas) {
        let message = format!("the reads of the account `{}` are routed to replicas: first change this", user.name);
        return Err(Reason::Unsupported.because(message));
    }
    start(account, call, id, "040", NetworkChange::ReplicaReads { root_policy: None })
}

pub(super) fn modify_instance_read_only(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    account.region(call.region).instance(id)?.ensure_available()?;
    start(account, call, id, "033", NetworkChange::ReadOnly(params.string("InputMode") == "1"))
}

fn start(account: &mut Account, call: &Call<'_>, id: &str, kind: &str, change: NetworkChange) -> Outcome {
    workflows::start(account, call, id, kind, Status::InProcess, Change::Network(change))
}

/// Lets replicas serve reads, with this policy of `root`, or the primary alone.
pub(super) fn apply(instance: &mut Instance, root_policy: Option<Vec<String>>) {
    instance.config.replicas_readonly = root_policy.is_some();
    if let Some(root) = instance.accounts.get_mut(ROOT) {
        root.readonly_policy = root_policy.unwrap_or_else(|| vec![PRIMARY.to_owned()]);
    }
}
