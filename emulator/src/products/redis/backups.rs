//! Backups: making them, and the list of them.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    error::ApiError,
    params::Params,
    products::{Call, Reply, fields},
    time::{NEVER, Time},
};

use super::{
    Region,
    engines::Engine,
    instances::{Instance, Status},
    paging::page,
    rdb,
    tasks::{Task, Work},
};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// `BeginTime` and `EndTime` may lie this far apart.
const MAX_SPAN: Duration = Duration::from_secs(30 * 24 * 3600);

/// A backup, from the start of the task that makes it.
pub(super) struct Backup {
    pub(super) id: String,
    pub(super) instance_id: String,
    engine: &'static Engine,
    remark: String,
    started: Time,
    ended: Time,
    /// The task that makes it fails: it is in process until then, and never was after.
    fails: bool,
    expires: Time,
    /// A restore reads it until then.
    pub(super) locked: Option<Time>,
    pub(super) files: Vec<File>,
}

/// A file of a backup: one for each shard.
pub(super) struct File {
    pub(super) name: String,
    pub(super) content: Vec<u8>,
}

impl Backup {
    fn new(call: &Call<'_>, task: &Task, instance: &Instance, params: Params<'_>) -> Self {
        let id = format!("{}-{}-{}", task.id, call.ids.number() % 1_000_000_000, call.now.seconds());

        let days = params.int("StorageDays").try_into().unwrap_or_default();
        let file = |shard| {
            let entries = [
                ("tencloud:instance", instance.id.clone()),
                ("tencloud:backup", id.clone()),
                ("tencloud:shard", format!("{shard} of {}", instance.bought.shards)),
                ("tencloud:started", call.now.text()),
            ];
            let engine = instance.bought.engine;
            let content = rdb::write(engine.rdb, engine.version(), call.now.seconds(), &entries);
            File { name: format!("{id}-{shard}.rdb"), content }
        };
        Self {
            files: (1..=instance.bought.shards).map(file).collect(),
            id,
            instance_id: instance.id.clone(),
            engine: instance.bought.engine,
            remark: params.text("Remark").to_owned(),
            started: call.now,
            ended: task.ends,
            fails: !task.will_succeed(),
            expires: call.now + DAY * days,
            locked: None,
        }
    }

    pub(super) fn has_failed(&self, now: Time) -> bool {
        self.fails && self.ended <= now
    }

    pub(super) fn has_expired(&self, now: Time) -> bool {
        self.expires <= now
    }

    /// Being made, or being read by a restore.
    pub(super) fn is_in_use(&self, now: Time) -> bool {
        now < self.ended || self.locked.is_some_and(|locked| now < locked)
    }

    fn status(&self, now: Time) -> i64 {
        match (self.is_in_use(now), self.has_expired(now)) {
            (true, _) => 1,
            (false, true) => -1,
            (false, false) => 2,
        }
    }

    fn describe(&self, instance_name: &str, region: &str, now: Time) -> Value {
        let ended = if now < self.ended { NEVER.to_owned() } else { self.ended.text() };
        let size: usize = self.files.iter().map(|file| file.content.len()).sum();
        json!({
            "BackupId": self.id,
            // Made by hand.
            "BackupType": "0",
            "BackupSize": size,
            "Encrypted": false,
            "StartTime": self.started.text(),
            "EndTime": ended,
            "ExpireTime": self.expires.text(),
            "FileType": format!("RDB-{}", self.engine.name),
            "FullBackup": 0,
            "InstanceId": self.instance_id,
            "InstanceName": instance_name,
            "InstanceType": self.engine.type_id,
            "Locked": i32::from(self.is_in_use(now)),
            "Region": region,
            "Remark": self.remark,
            "Status": self.status(now),
        })
    }
}

pub(super) fn manual_backup(region: &mut Region, call: &Call<'_>, params: Params<'_>) -> Reply {
    let instance = region.instance(params.text("InstanceId"))?;
    instance.ensure_free(call.now)?;
    // The instance serves its clients while it is backed up.
    let task = instance.occupy(call, Work::Backup, Status::Running);
    let backup = Backup::new(call, &task, instance, params);
    region.backups.push(backup);
    region.keep(task)
}

/// Newest first.
pub(super) fn describe_instance_backups(region: &mut Region, call: &Call<'_>, params: Params<'_>) -> Reply {
    let instance_id = params.text("InstanceId");
    if !instance_id.is_empty() {
        region.instance(instance_id)?;
    }
    let span = Span::of(params)?;
    let statuses = params.ints("Status");
    let found = region.backups.iter().rev().filter_map(|backup| {
        let instance = region.instances.iter().find(|instance| instance.id == backup.instance_id)?;
        let admitted = (instance_id.is_empty() || backup.instance_id == instance_id)
            && (statuses.is_empty() || statuses.contains(&backup.status(call.now)))
            && instance.name().contains(params.text("InstanceName"))
            && span.contains(backup.started);
        admitted.then(|| backup.describe(instance.name(), call.region, call.now))
    });
    let (total, found) = page(found.collect(), params)?;
    Ok(fields([("TotalCount", total.into()), ("BackupSet", found.into())]))
}

/// The time in which a backup was started.
struct Span {
    begin: Option<Time>,
    end: Option<Time>,
}

impl Span {
    fn of(params: Params<'_>) -> Result<Self, ApiError> {
        let invalid = |message| ApiError::new("InvalidParameter.InvalidParameter", message);
        let time = |name: &str| match params.text(name) {
            "" => Ok(None),
            text => Time::parse(text)
                .map(Some)
                .ok_or_else(|| invalid(format!("`{name}` must read like `2017-02-08 16:46:34`"))),
        };
        let (begin, end) = (time("BeginTime")?, time("EndTime")?);
        if let (Some(begin), Some(end)) = (begin, end)
            && (end < begin || begin.apart(end) > MAX_SPAN)
        {
            return Err(invalid("`EndTime` must lie 0 to 30 days after `BeginTime`".to_owned()));
        }
        Ok(Self { begin, end })
    }

    /// Limits and starts are compared as they are shown, to the second.
    fn contains(&self, start: Time) -> bool {
        let start = start.seconds();
        self.begin.is_none_or(|begin| begin.seconds() <= start) && self.end.is_none_or(|end| start <= end.seconds())
    }
}
