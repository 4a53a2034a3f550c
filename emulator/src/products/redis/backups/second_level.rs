//! ModifyInstanceBackupMode and DescribeSecondLevelBackupInfo.

use std::time::Duration;

use serde_json::{Value, json};

use super::create::NewBackup;
use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, Backup, BackupChange, BackupKind, BackupSettings, Change, Instance, Region, Status},
            workflows,
        },
        refusal::Refusal,
    },
    time::Time,
};

/// How long ago a point in time may be.
const RANGE: Duration = Duration::from_secs(7 * 24 * 3600);

/// If second-level backup is turned on, the task creates a full backup, to which later changes refer.
pub(super) fn modify_instance_backup_mode(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let region = account.region(call.region);
    let instance = region.instance(id)?;
    let mode = params.string("BackupMode");
    if mode.is_empty() {
        return Err(Reason::ParameterMissing.because("`BackupMode` is required"));
    }
    if instance.config.engine.has_single_replica() || instance.config.engine.family() == "Memcached" {
        let message = format!("`{id}` is {}, which has no second-level backup", instance.config.engine.name);
        return Err(Reason::Unsupported.because(message));
    }
    instance.ensure_available()?;
    let is_second_level = mode == "SecondLevelBackup";
    let needs_backup = is_second_level && instance.backups.second_level_since.is_none();
    let days = instance.backups.storage_days;
    let backup = needs_backup.then(|| NewBackup { kind: BackupKind::Automatic, remark: "", days }.of(call, instance));
    let backup_id = backup.as_ref().map(|backup| backup.id.clone());
    backup.into_iter().for_each(|backup| region.add_backup(backup));
    let change = BackupChange::SetMode { instance: id.to_owned(), is_second_level, backup: backup_id };
    workflows::start(account, call, id, "070", Status::Running, Change::Backup(change))
}

/// Turns second-level backup on or off.
pub(super) fn set(settings: &mut BackupSettings, is_second_level: bool, now: Time) {
    let since = settings.second_level_since.unwrap_or(now);
    settings.second_level_since = is_second_level.then_some(since);
}

pub(super) fn describe_second_level_backup_info(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    if id.is_empty() {
        return Err(Reason::ParameterMissing.because("`InstanceId` is required"));
    }
    let region = account.region(call.region);
    let time = match params.integer("BackupTimestamp") {
        0 => call.now,
        seconds => Time::from_seconds(seconds.try_into().unwrap_or_default()),
    };
    let since = check_time(region.instance(id)?, time, call.now)?;
    let backup = latest_backup(region, id, time)?;
    Ok(fields([
        ("BackupId", json!(backup.id)),
        ("BackupTimestamp", json!(backup.started_at.seconds())),
        ("MissingTimestamps", Value::Null),
        ("StartTimestamp", json!(since.seconds())),
    ]))
}

/// Checks that the data of an instance at a point in time is available. Returns since when it has second-level backup.
pub(super) fn check_time(instance: &Instance, time: Time, now: Time) -> Result<Time, Refusal> {
    let since = instance.backups.second_level_since.ok_or_else(|| {
        Reason::Unsupported.because(format!("`{}` has no second-level backup: turn it on first", instance.id))
    })?;
    // Responses contain no fractions of seconds.
    if time.seconds() < since.seconds() || time > now || time + RANGE < now {
        let message = format!("the time must be {} to now, and not before 7 days ago", since.to_text());
        return Err(Reason::ParameterInvalid.because(message));
    }
    Ok(since)
}

/// Returns the last backup before a point in time.
fn latest_backup<'a>(region: &'a Region, instance_id: &str, time: Time) -> Result<&'a Backup, Refusal> {
    let mut backups = region.backups.values().rev();
    let is_usable = |backup: &Backup| !backup.has_expired && backup.ended_at.is_some();
    // Callers can name no fractions of seconds.
    let is_before = |backup: &Backup| backup.started_at.seconds() <= time.seconds();
    let found = backups.find(|backup| backup.instance_id == instance_id && is_usable(backup) && is_before(backup));
    found.ok_or_else(|| Reason::NoSuchBackup.because(format!("`{instance_id}` has no backup before that time")))
}
