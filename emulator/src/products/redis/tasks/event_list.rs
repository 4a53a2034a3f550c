//! DescribeInstanceEvents and ModifyInstanceEvent.

use std::{collections::HashSet, time::Duration};

use serde_json::{Value, json};

use super::events;
use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, EventStatus, InstanceEvent, Window},
        },
        refusal::Refusal,
    },
    time::{Time, UNSET},
};

/// How far the two days of a list may be apart.
const MAX_RANGE: Duration = Duration::from_secs(30 * 24 * 3600);

const KIND: &str = "InstanceMigration";

/// Returns the events in the order of their days.
pub(super) fn describe_instance_events(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let (first, last) = (day(params, "ExecutionStartDate")?, day(params, "ExecutionEndDate")?);
    if last < first || first.abs_diff(last) > MAX_RANGE {
        return Err(invalid("`ExecutionEndDate` must be 0 to 30 days after `ExecutionStartDate`"));
    }
    let id = params.string("InstanceId");
    let wanted = |name: &str| -> HashSet<_> { params.strings(name).into_iter().collect() };
    let (statuses, kinds, grades) = (wanted("Status"), wanted("EventTypes"), wanted("Grades"));
    let is_wanted = |wanted: &HashSet<&str>, value: &str| wanted.is_empty() || wanted.contains(value);
    let region = account.region(call.region);
    let matching = region.events.values().filter_map(|event| {
        let instance = region.instances.get(&event.instance_id)?;
        let matches = (first..=last).contains(&event.day)
            && (id.is_empty() || event.instance_id == id)
            && is_wanted(&statuses, event.status.name())
            && is_wanted(&kinds, KIND)
            && is_wanted(&grades, event.grade());
        matches.then_some((event, instance.name()))
    });
    let mut matching: Vec<_> = matching.collect();
    matching.sort_by_key(|(event, _)| (event.day, event.id));
    call.list(params, matching, |(event, name)| describe(event, name))
}

fn describe(event: &InstanceEvent, instance_name: &str) -> Value {
    let (start, end) = event.window.to_text();
    let ended_at = match event.status {
        EventStatus::Finished(at) => at.to_text(),
        _ => UNSET.to_owned(),
    };
    json!({
        "ID": event.id,
        "InstanceId": event.instance_id,
        "InstanceName": instance_name,
        "Type": KIND,
        "Grade": event.grade(),
        "ExecutionDate": date(event.day),
        "StartTime": start,
        "EndTime": end,
        "LatestExecutionDate": date(event.latest_day),
        "Status": event.status.name(),
        "TaskEndTime": ended_at,
        "EffectInfo": "Connections are interrupted for a moment when the migration is complete.",
        "InitialExecutionDate": date(event.initial_day),
    })
}

/// Reschedules an event, or cancels it. What is omitted does not change.
pub(super) fn modify_instance_event(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let (instance_id, id) = (params.string("InstanceId"), params.integer("EventId"));
    let region = account.region(call.region);
    region.instance(instance_id)?;
    let event = u64::try_from(id).ok().and_then(|id| region.events.get_mut(&id));
    let event = event
        .filter(|event| event.instance_id == instance_id)
        .ok_or_else(|| Reason::NoSuchEvent.because(format!("`{instance_id}` has no event {id}")))?;
    if event.status != EventStatus::Waiting {
        return Err(Reason::EventFixed.because(format!("the event is {}", event.status.name())));
    }
    let is_rescheduled = ["StartTime", "EndTime", "ExecutionDate"].iter().any(|name| params.has(name));
    match (params.string("Status").is_empty(), is_rescheduled) {
        (true, true) => {
            let rescheduled = reschedule(event, params, call.now)?;
            *event = rescheduled.clone();
            events::plan(account, call, &rescheduled);
        }
        (false, false) if event.is_urgent => {
            return Err(Reason::EventFixed.because("an event of the grade High cannot be canceled"));
        }
        (false, false) => event.status = EventStatus::Canceled,
        _ => return Err(invalid("send either a new time or `Status`")),
    }
    Ok(fields([("EventId", json!(id))]))
}

fn reschedule(event: &InstanceEvent, params: Params<'_>, now: Time) -> Result<InstanceEvent, Refusal> {
    let (start, end) = event.window.to_text();
    let or_current = |name: &str, current: String| match params.has(name) {
        true => params.string(name).to_owned(),
        false => current,
    };
    let window = Window::parse(&or_current("StartTime", start), &or_current("EndTime", end));
    let window = window.ok_or_else(|| invalid("`EndTime` must be 0.5, 1, 1.5, 2 or 3 hours after `StartTime`"))?;
    let day = if params.has("ExecutionDate") { day(params, "ExecutionDate")? } else { event.day };
    let rescheduled = InstanceEvent { day, window, ..event.clone() };
    if day > event.latest_day || rescheduled.starts_at() <= now {
        let latest = date(event.latest_day);
        return Err(invalid(&format!("the event must begin in the future, and not after {latest}")));
    }
    Ok(rescheduled)
}

/// Returns the midnight at the begin of a day.
fn day(params: Params<'_>, name: &str) -> Result<Time, Refusal> {
    let day = Time::parse(&format!("{} 00:00:00", params.string(name)));
    day.ok_or_else(|| invalid(&format!("`{name}` must be a day, such as `2023-10-04`")))
}

fn date(day: Time) -> String {
    day.to_text().split(' ').next().unwrap_or_default().to_owned()
}

fn invalid(message: &str) -> Refusal {
    Reason::ParameterInvalid.because(message)
}
