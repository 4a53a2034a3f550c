//! ManualBackupInstance.

use std::time::Duration;

use super::rdb;
use crate::{
    params::Params,
    products::{
        call::{Call, Moment, Outcome},
        redis::{
            state::{Account, Backup, BackupChange, BackupFile, Change, Instance, Status},
            workflows,
        },
    },
};

const DAY: Duration = Duration::from_secs(24 * 3600);

pub(super) fn manual_backup_instance(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let region = account.region(call.region);
    let instance = region.instance(id)?;
    instance.ensure_available()?;
    let days = params.integer("StorageDays").try_into().unwrap_or_default();
    let backup = new_backup(call, instance, params.string("Remark"), DAY * days);
    let change = Change::Backup(BackupChange::Complete { backup: backup.id.clone() });
    region.backups.insert(backup.id.clone(), backup);
    // The instance remains available to its clients during a backup.
    workflows::start(account, call, id, "012", Status::Running, change)
}

/// Creates the backup of an instance that a task is going to complete.
fn new_backup(moment: &Moment<'_>, instance: &Instance, remark: &str, lifetime: Duration) -> Backup {
    let (ids, seconds, engine) = (moment.tools.ids, moment.now.seconds(), instance.config.engine);
    let id = format!("{}-{}-{seconds}", ids.serial(), ids.random() % 1_000_000_000);
    let file = |shard| {
        let entries = [
            ("tencloud:instance", instance.id.clone()),
            ("tencloud:backup", id.clone()),
            ("tencloud:shard", format!("{shard} of {}", instance.config.shards)),
            ("tencloud:started", moment.now.to_text()),
        ];
        let content = rdb::write(engine.rdb_version, engine.version(), seconds, &entries);
        BackupFile { name: format!("{id}-{shard}.rdb"), content }
    };
    Backup {
        files: (1..=instance.config.shards).map(file).collect(),
        id,
        instance_id: instance.id.clone(),
        engine,
        remark: remark.to_owned(),
        started_at: moment.now,
        ended_at: None,
        expires_at: moment.now + lifetime,
        has_expired: false,
        in_use: false,
    }
}
