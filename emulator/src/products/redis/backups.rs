//! Backups: create, list, download, restore.

mod automatic;
mod clone;
mod create;
#[cfg(feature = "data-plane")]
mod data;
mod detail;
mod download_urls;
mod encryption;
mod lifecycle;
mod list;
mod rdb;
mod restore;
mod restrictions;
mod schedule;
mod second_level;

use super::{
    handler::Handler,
    state::{Account, BackupChange, Region},
};
use crate::products::call::Moment;

#[cfg(feature = "data-plane")]
pub(super) use self::data::{data, store};
pub(super) use self::{
    automatic::{back_up_automatically, plan_first},
    lifecycle::{expire, forget},
};

pub(super) const ACTIONS: &[(&str, Handler)] = &[
    ("CloneInstances", clone::clone_instances),
    ("DescribeAutoBackupConfig", schedule::describe_auto_backup_config),
    ("DescribeBackupDetail", detail::describe_backup_detail),
    ("DescribeBackupDownloadRestriction", restrictions::describe_backup_download_restriction),
    ("DescribeBackupEncryptConfig", encryption::describe_backup_encrypt_config),
    ("DescribeBackupUrl", download_urls::describe_backup_url),
    ("DescribeInstanceBackups", list::describe_instance_backups),
    ("DescribeSecondLevelBackupInfo", second_level::describe_second_level_backup_info),
    ("ManualBackupInstance", create::manual_backup_instance),
    ("ModifyAutoBackupConfig", schedule::modify_auto_backup_config),
    ("ModifyBackupDownloadRestriction", restrictions::modify_backup_download_restriction),
    ("ModifyBackupEncrypt", encryption::modify_backup_encrypt),
    ("ModifyInstanceBackupMode", second_level::modify_instance_backup_mode),
    ("RestoreInstance", restore::restore_instance),
];

/// Applies what a task has changed.
pub(super) fn apply(
    account: &mut Account,
    moment: &Moment<'_>,
    instance_id: &str,
    change: BackupChange,
    succeeded: bool,
) {
    match change {
        BackupChange::Complete { backup } => lifecycle::complete(account, moment, &backup, succeeded),
        BackupChange::Restore { backup } => restore::apply(account, moment, instance_id, &backup, succeeded),
        BackupChange::SetMode { instance, is_second_level, backup } => {
            if let Some(backup) = backup {
                lifecycle::complete(account, moment, &backup, succeeded);
            }
            let instance = account.region(moment.region).instances.get_mut(&instance);
            if let Some(instance) = instance.filter(|_| succeeded) {
                second_level::set(&mut instance.backups, is_second_level, moment.now);
            }
        }
    }
}

/// Returns the content of a file that can be downloaded.
pub(super) fn file(region: &Region, name: &str) -> Option<Vec<u8>> {
    let backups = region.backups.values().filter(|backup| !backup.has_expired);
    backups.flat_map(|backup| &backup.files).find(|file| file.name == name).map(|file| file.content.clone())
}
