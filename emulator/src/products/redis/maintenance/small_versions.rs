//! UpgradeSmallVersion and UpgradeProxyVersion.

use crate::{
    params::Params,
    products::{
        call::{Call, Moment, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, Change, MaintenanceChange},
            workflows::{self, Timing},
        },
        refusal::Refusal,
    },
};

pub(super) fn upgrade_small_version(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_available()?;
    let versions = instance.maintenance.engine_versions(instance.config.engine.version());
    check_versions(params, versions, ["CurrentRedisVersion", "UpgradeRedisVersion"])?;
    account.ensure_group_unlocked(id)?;
    start(account, call, params, "060", MaintenanceChange::UpgradeEngine)
}

pub(super) fn upgrade_proxy_version(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    instance.ensure_available()?;
    let Some(versions) = instance.proxy_versions() else {
        return Err(Reason::NotPossible.because(format!("clients of `{}` use no proxy", instance.id)));
    };
    check_versions(params, versions, ["CurrentProxyVersion", "UpgradeProxyVersion"])?;
    start(account, call, params, "061", MaintenanceChange::UpgradeProxy)
}

/// Checks that a call names the current version, and the version to which it can be upgraded.
fn check_versions(
    params: Params<'_>,
    (current, next): (String, Option<String>),
    [current_name, next_name]: [&str; 2],
) -> Result<(), Refusal> {
    if params.string(current_name) != current {
        return Err(Reason::CheckFailed.because(format!("`{current_name}` is `{current}`")));
    }
    match next {
        None => Err(Reason::NotPossible.because(format!("`{current}` is the newest version"))),
        Some(next) if params.string(next_name) != next => {
            Err(Reason::CheckFailed.because(format!("`{current}` can only be upgraded to `{next}`")))
        }
        Some(_) => Ok(()),
    }
}

fn start(account: &mut Account, call: &Call<'_>, params: Params<'_>, kind: &str, change: MaintenanceChange) -> Outcome {
    let timing = Timing::now_if(params.integer("InstanceTypeUpgradeNow") == 1);
    let change = Change::Maintenance(change);
    let id = workflows::start_at(account, call, params.string("InstanceId"), kind, change, timing);
    Ok(fields([("FlowId", id.into())]))
}

/// Upgrades the engine of an instance, and those of the other members of its replication group: all have one version.
pub(super) fn upgrade_engine(account: &mut Account, moment: &Moment<'_>, instance_id: &str) {
    let group = account.replication_group_of(instance_id);
    let mut instances = vec![(moment.region.to_owned(), instance_id.to_owned())];
    instances.extend(
        group.into_iter().flat_map(|group| &group.members).map(|(id, member)| (member.region.clone(), id.clone())),
    );
    for (region, id) in instances {
        if let Some(instance) = account.region(&region).instances.get_mut(&id) {
            instance.maintenance.upgrade_engine();
        }
    }
}
