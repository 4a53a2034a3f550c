//! Tasks: how they start. `settle` ends them.

use std::time::Duration;

use super::state::{Account, Change, Effect, Status, Task, TaskStatus};
use crate::products::call::{Call, Moment, Outcome, fields};

/// The work of a task that is about to start.
pub(super) struct Work<'a> {
    /// The action that starts it, which determines how long it takes.
    pub(super) action: &'a str,
    /// The number of the kind, a value of the spec's enum `TaskType`.
    pub(super) kind: &'a str,
    /// The status of the instance during the work.
    pub(super) status: Status,
    /// What happens when it succeeds.
    pub(super) change: Option<Change>,
    /// The message with which it is going to fail.
    pub(super) failure: Option<&'a str>,
}

/// Starts a task that locks its instance until it ends. Returns the response that contains the id of the task.
pub(super) fn start(
    account: &mut Account,
    call: &Call<'_>,
    instance_id: &str,
    kind: &str,
    status: Status,
    change: impl Into<Option<Change>>,
) -> Outcome {
    let id = start_task(account, call, instance_id, kind, status, change);
    Ok(fields([("TaskId", id.into())]))
}

/// Starts a task that locks its instance until it ends, and returns its id.
pub(super) fn start_task(
    account: &mut Account,
    call: &Call<'_>,
    instance_id: &str,
    kind: &str,
    status: Status,
    change: impl Into<Option<Change>>,
) -> u64 {
    let work = Work { action: &call.action.action, kind, status, change: change.into(), failure: call.failure };
    start_work(account, call, instance_id, work)
}

/// Starts a task that locks its instance until it ends, and returns its id. An instance that does not exist is not
/// locked.
pub(super) fn start_work(account: &mut Account, moment: &Moment<'_>, instance_id: &str, work: Work<'_>) -> u64 {
    let id = moment.tools.ids.serial();
    let region = account.region(moment.region);
    let mut status_before = work.status;
    if let Some(instance) = region.instances.get_mut(instance_id) {
        status_before = std::mem::replace(&mut instance.status, work.status);
        instance.locked_by = Some(id);
    }
    let task = Task {
        id,
        kind: work.kind.to_owned(),
        instance_id: instance_id.to_owned(),
        started_at: moment.now,
        ended_at: None,
        status: TaskStatus::Preparing,
        switches_at: None,
        change: work.change,
        status_before,
        failure: work.failure.map(str::to_owned),
    };
    region.tasks.insert(id, task);
    let running_at = moment.now + moment.tools.durations.phase();
    account.plan(moment, running_at, Effect::RunTask { task: id });
    account.plan(moment, running_at + moment.tools.durations.running(work.action), Effect::EndTask { task: id });
    id
}

/// The maintenance window: an hour that begins at three o'clock in Beijing.
const WINDOW: (Duration, Duration) = (Duration::from_secs(3 * 3600), Duration::from_secs(4 * 3600));

/// Makes a task wait for the next maintenance window before it ends.
pub(super) fn wait_for_window(account: &mut Account, moment: &Moment<'_>, task: u64) {
    const DAY: Duration = Duration::from_secs(24 * 3600);
    let (begin, end) = WINDOW;
    let wait = match moment.now.abs_diff(moment.now.midnight()) {
        time if time < begin => begin.saturating_sub(time),
        time if time < end => Duration::ZERO,
        time => (DAY + begin).saturating_sub(time),
    };
    if let Some(task) = account.region(moment.region).tasks.get_mut(&task) {
        task.switches_at = Some(moment.now + wait);
    }
}
