//! How backups are completed, expire, and are forgotten.

use std::time::Duration;

use crate::products::{
    call::Moment,
    redis::state::{Account, Effect},
};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// How long expired backups are listed.
const LISTED: Duration = Duration::from_secs(30 * 24 * 3600);

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

/// Deletes the files of a backup whose time is over.
pub(crate) fn expire(account: &mut Account, moment: &Moment<'_>, id: &str) {
    let region = account.region(moment.region);
    let Some(backup) = region.backups.get_mut(id) else { return };
    backup.has_expired = true;
    backup.files.clear();
    if !std::mem::replace(&mut region.forgets_backups, true) {
        account.plan(moment, moment.now + DAY, Effect::ForgetBackups);
    }
}

/// Removes the backups that expired long ago, and continues on the next day if there are others that have expired.
pub(crate) fn forget(account: &mut Account, moment: &Moment<'_>) {
    let region = account.region(moment.region);
    region.backups.retain(|_, backup| !backup.has_expired || backup.expires_at + LISTED > moment.now);
    region.forgets_backups = region.backups.values().any(|backup| backup.has_expired);
    if region.forgets_backups {
        account.plan(moment, moment.now + DAY, Effect::ForgetBackups);
    }
}
