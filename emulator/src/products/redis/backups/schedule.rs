//! DescribeAutoBackupConfig and ModifyAutoBackupConfig.

use serde_json::json;

use super::automatic;
use crate::{
    params::Params,
    products::{
        call::{Call, Object, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, BackupSettings},
        },
        refusal::Refusal,
    },
};

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Longer times must be approved through a support ticket.
const STORAGE_DAYS: i64 = 7;

pub(super) fn describe_auto_backup_config(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    let mut response = describe(&instance.backups);
    response.insert("BinlogStorageDays", instance.backups.storage_days);
    Ok(response)
}

/// Settings that are omitted do not change.
pub(super) fn modify_auto_backup_config(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    // There is only one kind.
    params.integer("AutoBackupType");
    if params.has("BackupStorageDays") && params.integer("BackupStorageDays") != STORAGE_DAYS {
        return Err(Reason::NotOffered.because(format!("`BackupStorageDays` must be {STORAGE_DAYS}")));
    }
    let mut schedule = instance.backups.schedule.clone();
    if params.has("WeekDays") {
        let days = params.strings("WeekDays");
        schedule.weekdays = WEEKDAYS.map(|day| days.contains(&day));
        if days.is_empty() {
            return Err(Reason::Weekdays.because("`WeekDays` must contain a day"));
        }
    }
    if params.has("TimePeriod") {
        schedule.hour = hour(params.string("TimePeriod"))?;
    }
    instance.backups.schedule = schedule;
    let response = describe(&instance.backups);
    automatic::plan(account, call, id, call.now);
    Ok(response)
}

fn describe(settings: &BackupSettings) -> Object<'static> {
    let days = WEEKDAYS.iter().zip(settings.schedule.weekdays).filter(|(_, is_set)| *is_set);
    fields([
        ("AutoBackupType", json!(1)),
        ("WeekDays", days.map(|(day, _)| *day).collect()),
        ("TimePeriod", json!(period(settings.schedule.hour))),
        ("BackupStorageDays", json!(settings.storage_days)),
    ])
}

fn period(hour: u32) -> String {
    format!("{hour:02}:00-{:02}:00", (hour + 1) % 24)
}

fn hour(text: &str) -> Result<u32, Refusal> {
    let found = (0..24).find(|hour| period(*hour) == text);
    found.ok_or_else(|| Reason::Period.because("`TimePeriod` must be a whole hour, such as `01:00-02:00`"))
}
