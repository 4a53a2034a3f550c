//! RestoreInstance.

use super::lifecycle::expire;
use crate::{
    params::Params,
    products::{
        call::{Call, Moment, Outcome},
        redis::{
            reasons::Reason,
            state::{Account, BackupChange, Change, DataRequest, Region, Status},
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
    let engine = instance.config.engine;
    let no_such_backup = || Reason::NoSuchBackup.because(format!("there is no backup `{backup_id}` in this region"));
    // Of any instance: backups are also restored into others with the same engine.
    let backup = region.backups.get_mut(backup_id).ok_or_else(no_such_backup)?;
    if backup.engine != engine {
        let message = format!("the backup is of {}, and the instance has {}", backup.engine.name, engine.name);
        return Err(Reason::BackupMismatch.because(message));
    }
    if backup.has_expired || backup.is_locked() {
        return Err(Reason::BackupUnavailable.because(format!("`{backup_id}` is in use, or has expired")));
    }
    backup.in_use = true;
    let change = Change::Backup(BackupChange::Restore { backup: backup_id.to_owned() });
    workflows::start(account, call, id, "010", Status::InProcess, change)
}

/// Releases the backup. If the task has succeeded, the instance contains its data.
pub(super) fn apply(account: &mut Account, moment: &Moment<'_>, instance_id: &str, backup_id: &str, succeeded: bool) {
    let Region { instances, backups, data_requests, .. } = account.region(moment.region);
    let Some(backup) = backups.get_mut(backup_id) else { return };
    backup.in_use = false;
    if let Some(instance) = instances.get_mut(instance_id).filter(|_| succeeded) {
        instance.backups.data_of = Some(backup_id.to_owned());
        let (instance, backup) = (instance_id.to_owned(), Box::new(backup.clone()));
        data_requests.push(DataRequest::Restore { instance, backup });
    }
    // It may have been deleted with its instance, or have expired, if it had not been in use.
    if !instances.contains_key(&backup.instance_id) {
        backups.shift_remove(backup_id);
    } else if backup.expires_at <= moment.now {
        expire(account, moment, backup_id);
    }
}
