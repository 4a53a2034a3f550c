//! DescribeInstanceBackups.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::{
            reasons::Reason,
            state::{Account, Backup},
        },
        refusal::Refusal,
    },
    time::{Time, UNSET},
};

/// How far `BeginTime` and `EndTime` may be apart.
const MAX_RANGE: Duration = Duration::from_secs(30 * 24 * 3600);

/// Returns the newest backups first.
pub(super) fn describe_instance_backups(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let region = account.region(call.region);
    let instance_id = params.string("InstanceId");
    if !instance_id.is_empty() {
        region.instance(instance_id)?;
    }
    let range = TimeRange::of(params)?;
    let statuses = params.integers("Status");
    let backups = region.backups.values().rev().filter_map(|backup| {
        let name = region.instances.get(&backup.instance_id)?.name();
        let matches = (instance_id.is_empty() || backup.instance_id == instance_id)
            && (statuses.is_empty() || statuses.contains(&backup.status()))
            && name.contains(params.string("InstanceName"))
            && range.contains(backup.started_at);
        matches.then_some((backup, name))
    });
    call.list(params, backups, |(backup, name)| describe(backup, name, call.region))
}

fn describe(backup: &Backup, instance_name: &str, region: &str) -> Value {
    json!({
        "BackupId": backup.id,
        "BackupType": backup.kind.number(),
        "BackupSize": backup.bytes(),
        "StartTime": backup.started_at.to_text(),
        "EndTime": backup.ended_at.map_or_else(|| UNSET.to_owned(), Time::to_text),
        "ExpireTime": backup.expires_at.to_text(),
        "FileType": format!("RDB-{}", backup.engine.name),
        "InstanceId": backup.instance_id,
        "InstanceName": instance_name,
        "InstanceType": backup.engine.type_id,
        "Locked": i32::from(backup.is_locked()),
        "Region": region,
        "Remark": backup.remark,
        "Encrypted": backup.encryption.is_some(),
        "Status": backup.status(),
    })
}

/// The range of times in which a backup was started. Both bounds are optional and inclusive.
struct TimeRange {
    begin: Option<Time>,
    end: Option<Time>,
}

impl TimeRange {
    fn of(params: Params<'_>) -> Result<Self, Refusal> {
        let invalid = |message| Reason::ParameterInvalid.because(message);
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
