//! DescribeInstanceBackups.

use std::collections::HashSet;

use crate::{
    params::Params,
    products::{
        call::{Call, Object, Outcome},
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

fn describe<'a>(backup: &'a Backup, instance_name: &'a str, region: &'a str) -> Object<'a> {
    Object::from([
        ("BackupId", (&backup.id).into()),
        ("BackupType", backup.kind.number().into()),
        ("BackupSize", backup.bytes().into()),
        ("StartTime", backup.started_at.to_text().into()),
        ("EndTime", text_or_unset(backup.ended_at).into()),
        ("ExpireTime", backup.expires_at.to_text().into()),
        ("FileType", format!("RDB-{}", backup.engine.name).into()),
        ("InstanceId", (&backup.instance_id).into()),
        ("InstanceName", instance_name.into()),
        ("InstanceType", backup.engine.type_id.into()),
        ("Locked", i64::from(backup.is_locked()).into()),
        ("Region", region.into()),
        ("Remark", (&backup.remark).into()),
        ("Encrypted", backup.encryption.is_some().into()),
        ("Status", backup.status().into()),
    ])
}
