//! Automatic backups.

use std::time::Duration;

use super::create::{DAY, NewBackup};
use crate::{
    products::{
        call::Moment,
        redis::{
            state::{Account, BackupChange, BackupKind, Change, Effect, Status},
            workflows::{self, Work},
        },
    },
    time::Time,
};

/// Of a time that has been skipped, for example because a clock was advanced, this much is caught up. Tasks before it
/// are not listed, and backups before it have expired.
const CAUGHT_UP: Duration = Duration::from_secs(30 * 24 * 3600);

/// Plans the first automatic backup of a new instance, a day or more after its start: backups do not interfere with
/// tests that do not want them.
pub(crate) fn plan_first(account: &mut Account, moment: &Moment<'_>, instance_id: &str) {
    let instance = account.region(moment.region).instances.get(instance_id);
    if instance.is_some_and(|instance| instance.backups.next_at.is_none()) {
        plan(account, moment, instance_id, moment.now + DAY);
    }
}

/// Plans the next automatic backup after a time. It replaces what has been planned.
pub(super) fn plan(account: &mut Account, moment: &Moment<'_>, instance_id: &str, after: Time) {
    let Some(instance) = account.region(moment.region).instances.get_mut(instance_id) else { return };
    let next = instance.backups.schedule.next_after(after);
    instance.backups.next_at = next;
    if let Some(next) = next {
        account.plan(moment, next, Effect::AutoBackup { instance: instance_id.to_owned() });
    }
}

/// Starts an automatic backup and plans the next one. An instance that is not running, or that another task has locked,
/// is not backed up.
pub(crate) fn back_up_automatically(account: &mut Account, moment: &Moment<'_>, instance_id: &str, until: Time) {
    let region = account.region(moment.region);
    let Some(instance) = region.instances.get(instance_id) else { return };
    if instance.backups.next_at != Some(moment.now) {
        return;
    }
    let is_caught_up = moment.now + CAUGHT_UP >= until;
    if is_caught_up && instance.ensure_available().is_ok() {
        let backup = NewBackup { kind: BackupKind::Automatic, remark: "", days: instance.backups.storage_days };
        let backup = backup.of(moment, instance);
        let change = Some(Change::Backup(BackupChange::Complete { backup: backup.id.clone() }));
        region.add_backup(backup);
        let action = "ManualBackupInstance";
        let work = Work { action, kind: "017", status: Status::Running, change, failure: None };
        workflows::start_work(account, moment, instance_id, work);
    }
    plan(account, moment, instance_id, moment.now.max(until - CAUGHT_UP));
}
