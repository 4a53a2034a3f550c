//! DestroyPostpaidInstance and CleanUpInstance.

use std::time::Duration;

use super::state::{Region, Status, TaskKind};
use crate::{
    error::ApiError,
    params::Params,
    products::call::{ActionResult, Call},
};

/// How long an isolated pay-as-you-go instance stays in the recycle bin.
const RECYCLE_BIN: Duration = Duration::from_secs(2 * 3600);

pub(super) fn destroy_postpaid_instance(region: &mut Region, call: &Call<'_>, params: Params<'_>) -> ActionResult {
    let instance = region.instance(params.string("InstanceId"))?;
    if instance.config.deadline.is_some() {
        return Err(ApiError::new(
            "InvalidParameterValue.UnSupportedType",
            format!("`{}` is prepaid: call `DestroyPrepaidInstance`", instance.id),
        ));
    }
    // The action documents no code for a locked instance.
    if instance.is_locked(call.now) || instance.status(call.now) != Status::Running {
        return Err(instance.wrong_status(call.now, "ResourceUnavailable.InstanceStatusError"));
    }
    let task = instance.lock(call, TaskKind::Isolation, Status::InProcess);
    if task.will_succeed() {
        instance.isolated_at = Some(task.ends_at);
        instance.destroyed_at = Some(task.ends_at + RECYCLE_BIN);
    }
    region.add_task(task)
}

pub(super) fn clean_up_instance(region: &mut Region, call: &Call<'_>, params: Params<'_>) -> ActionResult {
    // The action documents no specific code for an unknown instance, only the general one.
    let instance =
        region.instance(params.string("InstanceId")).map_err(|error| ApiError { code: "ResourceNotFound", ..error })?;
    if instance.status(call.now) != Status::Isolated {
        return Err(instance.wrong_status(call.now, "ResourceUnavailable.InstanceStatusAbnormal"));
    }
    let task = instance.lock(call, TaskKind::CleanUp, Status::ToBeDeleted);
    if task.will_succeed() {
        instance.destroyed_at = Some(task.ends_at);
    }
    region.add_task(task)
}
