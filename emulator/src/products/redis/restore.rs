//! RestoreInstance.

use super::state::{Region, Status, TaskKind};
use crate::{
    error::ApiError,
    params::Params,
    products::call::{ActionResult, Call},
};

pub(super) fn restore_instance(region: &mut Region, call: &Call<'_>, params: Params<'_>) -> ActionResult {
    let (instance_id, backup_id) = (params.string("InstanceId"), params.string("BackupId"));
    let instance = region.instance(instance_id)?;
    instance.ensure_available(call.now)?;
    let password = params.string("Password");
    if instance.config.password.as_ref().is_some_and(|secret| !secret.matches(password)) {
        return Err(ApiError::new(
            "InvalidParameterValue.PasswordError",
            format!("`Password` is not the password of `{instance_id}`"),
        ));
    }
    // A workflow that uses a backup also locks its instance. The instance is not locked, so neither is the backup.
    if region.backup(instance_id, backup_id)?.has_expired(call.now) {
        return Err(ApiError::new("ResourceUnavailable.BackupStatusAbnormal", format!("`{backup_id}` has expired")));
    }
    let task = region.instance(instance_id)?.lock(call, TaskKind::Restore, Status::InProcess);
    region.backup(instance_id, backup_id)?.locked_until = Some(task.ends_at);
    region.add_task(task)
}
