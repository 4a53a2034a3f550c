//! How backups are completed, expire, and are forgotten, together with the tasks that created them.

use std::time::Duration;

use crate::products::{
    call::Moment,
    redis::state::{Account, Effect},
};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// How long expired backups are listed.
const LISTED: Duration = Duration::from_secs(7 * 24 * 3600);

/// How long tasks are listed after their start.
const TASKS_LISTED: Duration = Duration::from_secs(30 * 24 * 3600);

/// Completes a backup. If its task has failed, it is removed.
pub(super) fn complete(account: &mut Account, moment: &Moment<'_>, id: &str, succeeded: bool) {
    let backups = &mut account.region(moment.region).backups;
    if !succeeded {
        backups.shift_remove(id);
    } else if let Some(backup) = backups.get_mut(id) {
        backup.ended_at = Some(moment.now);
        let expires_at = backup.expires_at;
        account.plan(moment, expires_at, Effect::ExpireBackup { backup: id.to_owned() });
    }
}

/// Deletes the files of a backup whose time is over. If a workflow reads it, this happens when it is released.
pub(crate) fn expire(account: &mut Account, moment: &Moment<'_>, id: &str) {
    let region = account.region(moment.region);
    let Some(backup) = region.backups.get_mut(id).filter(|backup| !backup.in_use) else { return };
    backup.has_expired = true;
    backup.files.clear();
    if !std::mem::replace(&mut region.forgets, true) {
        account.plan(moment, moment.now + DAY, Effect::Forget);
    }
}

/// Removes backups that expired and tasks that ended long ago, and continues on the next day if other backups have
/// expired. Otherwise, an emulator that runs for years would remember every automatic backup.
pub(crate) fn forget(account: &mut Account, moment: &Moment<'_>) {
    let region = account.region(moment.region);
    region.backups.retain(|_, backup| !backup.has_expired || backup.expires_at + LISTED > moment.now);
    region.tasks.retain(|_, task| task.ended_at.is_none() || task.started_at + TASKS_LISTED > moment.now);
    region.forgets = region.backups.values().any(|backup| backup.has_expired);
    if region.forgets {
        account.plan(moment, moment.now + DAY, Effect::Forget);
    }
}
