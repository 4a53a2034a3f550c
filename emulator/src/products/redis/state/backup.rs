//! Backups and their files.

use std::time::Duration;

use serde_json::{Value, json};

use super::{engine::Engine, instance::Instance, rdb, task::Task};
use crate::{
    params::Params,
    products::call::Call,
    time::{Time, UNSET},
};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// A backup. It exists from the start of the task that creates it.
pub(crate) struct Backup {
    pub(crate) id: String,
    pub(crate) instance_id: String,
    engine: &'static Engine,
    remark: String,
    pub(crate) started_at: Time,
    ended_at: Time,
    /// Whether the task that creates it fails: the backup is then in progress until the task ends, and does not exist
    /// afterwards.
    fails: bool,
    expires_at: Time,
    /// The time until which a restore reads it.
    pub(crate) locked_until: Option<Time>,
    pub(crate) files: Vec<BackupFile>,
}

/// The file of one shard.
pub(crate) struct BackupFile {
    pub(crate) name: String,
    pub(crate) content: Vec<u8>,
}

impl Backup {
    /// Creates the backup that a task makes. `params` are those of ManualBackupInstance.
    pub(crate) fn new(call: &Call<'_>, task: &Task, instance: &Instance, params: Params<'_>) -> Self {
        let id = format!("{}-{}-{}", task.id, call.ids.random() % 1_000_000_000, call.now.seconds());

        let days = params.integer("StorageDays").try_into().unwrap_or_default();
        let file = |shard| {
            let entries = [
                ("tencloud:instance", instance.id.clone()),
                ("tencloud:backup", id.clone()),
                ("tencloud:shard", format!("{shard} of {}", instance.config.shards)),
                ("tencloud:started", call.now.to_text()),
            ];
            let engine = instance.config.engine;
            let content = rdb::write(engine.rdb_version, engine.version(), call.now.seconds(), &entries);
            BackupFile { name: format!("{id}-{shard}.rdb"), content }
        };
        Self {
            files: (1..=instance.config.shards).map(file).collect(),
            id,
            instance_id: instance.id.clone(),
            engine: instance.config.engine,
            remark: params.string("Remark").to_owned(),
            started_at: call.now,
            ended_at: task.ends_at,
            fails: !task.will_succeed(),
            expires_at: call.now + DAY * days,
            locked_until: None,
        }
    }

    pub(crate) fn has_failed(&self, now: Time) -> bool {
        self.fails && self.ended_at <= now
    }

    pub(crate) fn has_expired(&self, now: Time) -> bool {
        self.expires_at <= now
    }

    /// Returns whether a workflow is creating it or reading it.
    pub(crate) fn is_locked(&self, now: Time) -> bool {
        now < self.ended_at || self.locked_until.is_some_and(|until| now < until)
    }

    /// Returns the `Status` of responses: 1 if it is locked, -1 if it has expired, otherwise 2.
    pub(crate) fn status(&self, now: Time) -> i64 {
        match (self.is_locked(now), self.has_expired(now)) {
            (true, _) => 1,
            (false, true) => -1,
            (false, false) => 2,
        }
    }

    /// Returns the backup as DescribeInstanceBackups does.
    pub(crate) fn describe(&self, instance_name: &str, region: &str, now: Time) -> Value {
        let end_time = if now < self.ended_at { UNSET.to_owned() } else { self.ended_at.to_text() };
        let size: usize = self.files.iter().map(|file| file.content.len()).sum();
        json!({
            "BackupId": self.id,
            // A manual backup.
            "BackupType": "0",
            "BackupSize": size,
            "Encrypted": false,
            "StartTime": self.started_at.to_text(),
            "EndTime": end_time,
            "ExpireTime": self.expires_at.to_text(),
            "FileType": format!("RDB-{}", self.engine.name),
            "FullBackup": 0,
            "InstanceId": self.instance_id,
            "InstanceName": instance_name,
            "InstanceType": self.engine.type_id,
            "Locked": i32::from(self.is_locked(now)),
            "Region": region,
            "Remark": self.remark,
            "Status": self.status(now),
        })
    }
}
