//! Backups: create, list, download, restore.

mod create;
mod download_urls;
mod list;
mod rdb;
mod restore;

use super::{
    handler::Handler,
    state::{Account, BackupChange, Effect, Region},
};
use crate::products::call::Moment;

pub(super) const ACTIONS: &[(&str, Handler)] = &[
    ("DescribeBackupUrl", download_urls::describe_backup_url),
    ("DescribeInstanceBackups", list::describe_instance_backups),
    ("ManualBackupInstance", create::manual_backup_instance),
    ("RestoreInstance", restore::restore_instance),
];

/// Applies what a task has changed.
pub(super) fn apply(account: &mut Account, moment: &Moment<'_>, change: BackupChange, succeeded: bool) {
    let backups = &mut account.region(moment.region).backups;
    match change {
        BackupChange::Complete { backup } if succeeded => {
            let Some(done) = backups.get_mut(&backup) else { return };
            done.ended_at = Some(moment.now);
            let expires_at = done.expires_at;
            account.plan(moment, expires_at, Effect::ExpireBackup { backup });
        }
        BackupChange::Complete { backup } => {
            backups.shift_remove(&backup);
        }
        BackupChange::Restore { backup } => {
            if let Some(backup) = backups.get_mut(&backup) {
                backup.in_use = false;
            }
        }
    }
}

/// Returns the content of a file that can be downloaded.
pub(super) fn file(region: &Region, name: &str) -> Option<Vec<u8>> {
    let backups = region.backups.values().filter(|backup| !backup.has_expired);
    backups.flat_map(|backup| &backup.files).find(|file| file.name == name).map(|file| file.content.clone())
}
