//! DestroyPostpaidInstance and CleanUpInstance.

use std::time::Duration;

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::{
            reasons::Reason,
            state::{Account, Change, Instance, InstanceChange, Status},
            workflows,
        },
    },
};

const HOUR: Duration = Duration::from_secs(3600);

/// Returns how long an isolated instance stays in the recycle bin.
pub(super) fn recycle_bin(instance: &Instance) -> Duration {
    if instance.config.deadline.is_some() { 7 * 24 * HOUR } else { 2 * HOUR }
}

pub(super) fn destroy_postpaid_instance(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    if instance.config.deadline.is_some() {
        return Err(Reason::WrongBillingMode.because(format!("`{id}` is prepaid: call `DestroyPrepaidInstance`")));
    }
    instance.ensure_available()?;
    workflows::start(account, call, id, "003", Status::InProcess, Change::Instance(InstanceChange::Isolate))
}

pub(super) fn clean_up_instance(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_unlocked()?;
    instance.ensure_status(Status::Isolated)?;
    workflows::start(account, call, id, "006", Status::ToBeDeleted, Change::Instance(InstanceChange::Delete))
}
