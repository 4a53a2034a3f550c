//! `RestoreInstance`: an instance is overwritten with what a backup holds.

use crate::{
    error::ApiError,
    params::Params,
    products::{Call, Reply},
};

use super::{Region, instances::Status, tasks::Work};

pub(super) fn restore_instance(region: &mut Region, call: &Call<'_>, params: Params<'_>) -> Reply {
    let (instance_id, backup_id) = (params.text("InstanceId"), params.text("BackupId"));
    let instance = region.instance(instance_id)?;
    instance.ensure_free(call.now)?;
    let password = params.text("Password");
    if instance.bought.password.as_ref().is_some_and(|secret| !secret.matches(password)) {
        return Err(ApiError::new(
            "InvalidParameterValue.PasswordError",
            format!("`Password` is not the password of `{instance_id}`"),
        ));
    }
    // Whatever uses a backup also holds its instance, so a backup that is found here is free.
    if region.backup(instance_id, backup_id)?.has_expired(call.now) {
        return Err(ApiError::new("ResourceUnavailable.BackupStatusAbnormal", format!("`{backup_id}` has expired")));
    }
    let task = region.instance(instance_id)?.occupy(call, Work::Restore, Status::InProcess);
    region.backup(instance_id, backup_id)?.locked = Some(task.ends);
    region.keep(task)
}
