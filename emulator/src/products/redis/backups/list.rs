//! DescribeInstanceBackups.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::{
            state::{Account, Backup},
            time_range::OptionalRange,
        },
    },
    time::text_or_unset,
};

/// Returns the newest backups first.
pub(super) fn describe_instance_backups(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let region = account.region(call.region);
    let instance_id = params.string("InstanceId");
    if !instance_id.is_empty() {
        region.instance(instance_id)?;
    }
    let range = OptionalRange::of(params)?;
    let statuses: HashSet<_> = params.integers("Status").into_iter().collect();
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
        "EndTime": text_or_unset(backup.ended_at),
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
