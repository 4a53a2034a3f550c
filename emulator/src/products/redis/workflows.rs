//! Tasks: how they start. `settle` ends them.

use super::state::{Account, Change, Effect, Instance, Status, Task, TaskStatus};
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

impl<'a> Work<'a> {
    /// Returns the work that a call starts.
    fn of(call: &'a Call<'_>, kind: &'a str, status: Status, change: Option<Change>) -> Self {
        Self { action: &call.action.action, kind, status, change, failure: call.failure }
    }
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

/// When the work of a task takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timing {
    Now,
    /// The instance remains available, but locked, until its maintenance window opens or SwitchAccessNewInstance is
    /// called.
    MaintenanceWindow,
}

impl Timing {
    pub(super) fn now_if(is_now: bool) -> Self {
        if is_now { Timing::Now } else { Timing::MaintenanceWindow }
    }
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
    start_work(account, call, instance_id, Work::of(call, kind, status, change.into()))
}

/// Starts a task that locks its instance until it ends, and returns its id. An instance that does not exist is not
/// locked.
pub(super) fn start_work(account: &mut Account, moment: &Moment<'_>, instance_id: &str, work: Work<'_>) -> u64 {
    start_work_at(account, moment, instance_id, work, Timing::Now)
}

/// Starts a task like [`start_work`], but with a timing. While it waits for the maintenance window, the instance is
/// running.
pub(super) fn start_work_at(
    account: &mut Account,
    moment: &Moment<'_>,
    instance_id: &str,
    mut work: Work<'_>,
    timing: Timing,
) -> u64 {
    if timing == Timing::MaintenanceWindow {
        work.status = Status::Running;
    }
    begin(account, moment, instance_id, Start { work, status_when_running: None, order: None, timing })
}

/// Starts a task like [`start`], but with a timing. Returns its id.
pub(super) fn start_at(
    account: &mut Account,
    call: &Call<'_>,
    instance_id: &str,
    kind: &str,
    change: Change,
    timing: Timing,
) -> u64 {
    start_work_at(account, call, instance_id, Work::of(call, kind, Status::InProcess, Some(change)), timing)
}

/// Starts the task that delivers an order for an existing instance, which is locked but remains available until the
/// task is running.
pub(super) fn start_delivery(
    account: &mut Account,
    call: &Call<'_>,
    instance_id: &str,
    order: &str,
    (kind, change, timing): (&str, Change, Timing),
) {
    let status_when_running = (timing == Timing::Now).then_some(Status::InProcess);
    let work = Work::of(call, kind, Status::Running, Some(change));
    begin(account, call, instance_id, Start { work, status_when_running, order: Some(order.to_owned()), timing });
}

struct Start<'a> {
    work: Work<'a>,
    status_when_running: Option<Status>,
    order: Option<String>,
    timing: Timing,
}

fn begin(account: &mut Account, moment: &Moment<'_>, instance_id: &str, start: Start<'_>) -> u64 {
    let Start { work, status_when_running, order, timing } = start;
    let id = moment.tools.ids.serial();
    let region = account.region(moment.region);
    let running_at = moment.now + moment.tools.durations.phase();
    let ready_at = running_at + moment.tools.durations.running(work.action);
    let (mut status_before, mut ends_at) = (work.status, ready_at);
    let instance_name = region.instances.get(instance_id).map_or("", Instance::name).to_owned();
    if let Some(instance) = region.instances.get_mut(instance_id) {
        status_before = std::mem::replace(&mut instance.status, work.status);
        instance.locked_by = Some(id);
        if timing == Timing::MaintenanceWindow {
            ends_at = instance.maintenance.window.next_opening(ready_at);
        }
    }
    let task = Task {
        id,
        kind: work.kind.to_owned(),
        instance_id: instance_id.to_owned(),
        instance_name,
        started_at: moment.now,
        ended_at: None,
        status: TaskStatus::Preparing,
        change: work.change,
        status_before,
        status_when_running,
        order,
        waits_from: (timing == Timing::MaintenanceWindow).then_some(ready_at),
        failure: work.failure.map(str::to_owned),
    };
    region.tasks.insert(id, task);
    account.plan(moment, running_at, Effect::RunTask { task: id });
    account.plan(moment, ends_at, Effect::EndTask { task: id });
    id
}
