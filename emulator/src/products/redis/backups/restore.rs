//! RestoreInstance.

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::{
            reasons::Reason,
            state::{Account, BackupChange, Change, Region, Status},
            workflows,
        },
    },
};

pub(super) fn restore_instance(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let (id, backup_id) = (params.string("InstanceId"), params.string("BackupId"));
    let region = account.region(call.region);
    let instance = region.instance(id)?;
    instance.ensure_available()?;
    let password = params.string("Password");
    if instance.config.password.as_ref().is_some_and(|own| !own.matches(password)) {
        return Err(Reason::WrongPassword.because(format!("`Password` is not the password of `{id}`")));
    }
    let backup = region.backup(id, backup_id)?;
    // A workflow that uses a backup also locks its instance. The instance is not locked, so neither is the backup.
    if backup.has_expired {
        return Err(Reason::BackupUnavailable.because(format!("`{backup_id}` has expired")));
    }
    backup.in_use = true;
    let change = Change::Backup(BackupChange::Restore { backup: backup_id.to_owned() });
    workflows::start(account, call, id, "010", Status::InProcess, change)
}

/// Releases the backup. If the task has succeeded, the instance contains its data.
pub(super) fn apply(region: &mut Region, backup_id: &str, succeeded: bool) {
    let Some(backup) = region.backups.get_mut(backup_id) else { return };
    backup.in_use = false;
    if let Some(instance) = region.instances.get_mut(&backup.instance_id).filter(|_| succeeded) {
        instance.backups.data_of = Some(backup_id.to_owned());
    }
}
