//! ManualBackupInstance, and how backups are created.

use std::time::Duration;

use super::{encryption, rdb};
use crate::{
    params::Params,
    products::{
        call::{Call, Moment, Outcome},
        redis::{
            state::{Account, Backup, BackupChange, BackupFile, BackupKind, Change, Instance, Status},
            workflows,
        },
    },
};

pub(super) const DAY: Duration = Duration::from_secs(24 * 3600);

pub(super) fn manual_backup_instance(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let region = account.region(call.region);
    let instance = region.instance(id)?;
    instance.ensure_available()?;
    // A backup that nobody can ever use makes no sense: 0 is as if the parameter was omitted.
    let days = match params.integer("StorageDays") {
        0 => instance.backups.storage_days,
        days => days.try_into().unwrap_or_default(),
    };
    let backup = NewBackup { kind: BackupKind::Manual, remark: params.string("Remark"), days }.of(call, instance);
    let change = Change::Backup(BackupChange::Complete { backup: backup.id.clone() });
    region.add_backup(backup);
    // The instance remains available to its clients during a backup.
    workflows::start(account, call, id, "012", Status::Running, change)
}

/// A backup that a task is going to complete.
pub(super) struct NewBackup<'a> {
    pub(super) kind: BackupKind,
    pub(super) remark: &'a str,
    /// How long it is kept.
    pub(super) days: u32,
}

impl NewBackup<'_> {
    /// Creates it with the data and the settings of an instance.
    pub(super) fn of(&self, moment: &Moment<'_>, instance: &Instance) -> Backup {
        let (ids, seconds, config) = (moment.tools.ids, moment.now.seconds(), &instance.config);
        let id = format!("{}-{}-{seconds}", ids.serial(), ids.random() % 1_000_000_000);
        let encryption = instance.backups.key.as_ref().map(|key| encryption::new(key, ids));
        let file = |shard| {
            let mut entries = vec![
                ("tencloud:instance", instance.id.clone()),
                ("tencloud:backup", id.clone()),
                ("tencloud:shard", format!("{shard} of {}", config.shards)),
                ("tencloud:started", moment.now.to_text()),
            ];
            entries.extend(instance.backups.data_of.clone().map(|backup| ("tencloud:data-of", backup)));
            let content = rdb::write(config.engine.rdb_version, config.engine.version(), seconds, &entries);
            let content = match &encryption {
                Some(encryption) => encryption::encrypt(encryption, &content, ids),
                None => content,
            };
            BackupFile { name: format!("{id}-{shard}.rdb"), content }
        };
        Backup {
            files: (1..=config.shards).map(file).collect(),
            id,
            instance_id: instance.id.clone(),
            engine: config.engine,
            kind: self.kind,
            size: config.backup_size(),
            remark: self.remark.to_owned(),
            started_at: moment.now,
            ended_at: None,
            expires_at: moment.now + DAY * self.days,
            has_expired: false,
            in_use: false,
            encryption,
        }
    }
}
