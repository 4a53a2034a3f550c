//! ManualBackupInstance and DescribeInstanceBackups.

use std::time::Duration;

use super::{
    paging::page,
    state::{Backup, Region, Status, TaskKind},
};
use crate::{
    error::ApiError,
    params::Params,
    products::call::{ActionResult, Call, fields},
    time::Time,
};

/// How far `BeginTime` and `EndTime` may be apart.
const MAX_RANGE: Duration = Duration::from_secs(30 * 24 * 3600);

pub(super) fn manual_backup_instance(region: &mut Region, call: &Call<'_>, params: Params<'_>) -> ActionResult {
    let instance = region.instance(params.string("InstanceId"))?;
    instance.ensure_available(call.now)?;
    // The instance remains available to its clients during a backup.
    let task = instance.lock(call, TaskKind::Backup, Status::Running);
    let backup = Backup::new(call, &task, instance, params);
    region.backups.push(backup);
    region.add_task(task)
}

/// Returns the newest backups first.
pub(super) fn describe_instance_backups(region: &mut Region, call: &Call<'_>, params: Params<'_>) -> ActionResult {
    let instance_id = params.string("InstanceId");
    if !instance_id.is_empty() {
        region.instance(instance_id)?;
    }
    let range = TimeRange::of(params)?;
    let statuses = params.integers("Status");
    let backups = region.backups.iter().rev().filter_map(|backup| {
        let instance = region.instances.iter().find(|instance| instance.id == backup.instance_id)?;
        let matches = (instance_id.is_empty() || backup.instance_id == instance_id)
            && (statuses.is_empty() || statuses.contains(&backup.status(call.now)))
            && instance.name().contains(params.string("InstanceName"))
            && range.contains(backup.started_at);
        matches.then(|| backup.describe(instance.name(), call.region, call.now))
    });
    let (total, backups) = page(backups.collect(), params)?;
    Ok(fields([("TotalCount", total.into()), ("BackupSet", backups.into())]))
}

/// The range of times in which a backup was started. Both bounds are optional and inclusive.
struct TimeRange {
    begin: Option<Time>,
    end: Option<Time>,
}

impl TimeRange {
    fn of(params: Params<'_>) -> Result<Self, ApiError> {
        let invalid = |message| ApiError::new("InvalidParameter.InvalidParameter", message);
        let time = |name: &str| match params.string(name) {
            "" => Ok(None),
            text => Time::parse(text)
                .map(Some)
                .ok_or_else(|| invalid(format!("`{name}` must have the format `2017-02-08 16:46:34`"))),
        };
        let (begin, end) = (time("BeginTime")?, time("EndTime")?);
        if let (Some(begin), Some(end)) = (begin, end)
            && (end < begin || begin.abs_diff(end) > MAX_RANGE)
        {
            return Err(invalid("`EndTime` must be 0 to 30 days after `BeginTime`".to_owned()));
        }
        Ok(Self { begin, end })
    }

    /// Compares whole seconds, because responses contain no fractions: otherwise, a backup could be outside a range
    /// whose bounds are both its own `StartTime`.
    fn contains(&self, start: Time) -> bool {
        let start = start.seconds();
        self.begin.is_none_or(|begin| begin.seconds() <= start) && self.end.is_none_or(|end| start <= end.seconds())
    }
}
