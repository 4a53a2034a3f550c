//! How events are scheduled and carried out.

use std::time::Duration;

use crate::{
    products::{
        call::Moment,
        redis::{
            state::{Account, Change, Effect, EventStatus, InstanceEvent, Status, TaskChange},
            workflows::{self, Work},
        },
    },
    time::Time,
};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// When the event of a new instance is scheduled, and until when it can be postponed.
const SCHEDULED_AFTER: Duration = Duration::from_secs(14 * 24 * 3600);
const LATEST_AFTER: Duration = Duration::from_secs(30 * 24 * 3600);

/// Schedules the only event of a new instance: it is moved to another machine, during its maintenance window.
pub(crate) fn schedule_event(account: &mut Account, moment: &Moment<'_>, instance_id: &str) {
    let region = account.region(moment.region);
    let Some(instance) = region.instances.get(instance_id) else { return };
    if region.events.values().any(|event| event.instance_id == instance_id) {
        return;
    }
    let day = (moment.now + SCHEDULED_AFTER).midnight();
    let event = InstanceEvent {
        id: moment.tools.ids.serial(),
        instance_id: instance_id.to_owned(),
        is_urgent: instance.config.engine.cluster,
        initial_day: day,
        day,
        latest_day: (moment.now + LATEST_AFTER).midnight(),
        window: instance.maintenance.window,
        status: EventStatus::Waiting,
    };
    plan(account, moment, &event);
    account.region(moment.region).events.insert(event.id, event);
}

/// Plans the begin of an event. It replaces what has been planned.
pub(super) fn plan(account: &mut Account, moment: &Moment<'_>, event: &InstanceEvent) {
    account.plan(moment, event.starts_at(), Effect::BeginEvent { event: event.id });
}

/// Begins an event, if it is still scheduled for now. If the instance is not available, the event is postponed by a day
/// or, after the last possible day, canceled.
pub(crate) fn begin_event(account: &mut Account, moment: &Moment<'_>, id: u64) {
    let region = account.region(moment.region);
    let Some(event) = region.events.get_mut(&id) else { return };
    if event.status != EventStatus::Waiting || event.starts_at() != moment.now {
        return;
    }
    let Some(instance) = region.instances.get(&event.instance_id) else { return };
    if instance.ensure_available().is_ok() {
        event.status = EventStatus::Running;
        let (instance_id, change) = (event.instance_id.clone(), Change::Task(TaskChange::FinishEvent { event: id }));
        // Clients notice only short interruptions.
        let work = Work {
            action: "ModifyInstanceEvent",
            kind: "013",
            status: Status::Running,
            change: Some(change),
            failure: None,
        };
        workflows::start_work(account, moment, &instance_id, work);
    } else if event.day < event.latest_day {
        event.day = event.day + DAY;
        let event = event.clone();
        plan(account, moment, &event);
    } else {
        event.status = EventStatus::Canceled;
    }
}

/// Finishes an event.
pub(super) fn finish(account: &mut Account, region: &str, id: u64, now: Time) {
    if let Some(event) = account.region(region).events.get_mut(&id) {
        event.status = EventStatus::Finished(now);
    }
}
