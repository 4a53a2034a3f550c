//! DescribeTaskList.

use std::{collections::HashSet, time::Duration};

use crate::{
    params::Params,
    products::{
        call::{Call, Object, Outcome},
        redis::{
            state::{Account, Instance, Task, TaskStatus},
            time_range::OptionalRange,
        },
    },
    time::text_or_unset,
};

/// How long tasks are listed.
const LISTED: Duration = Duration::from_secs(30 * 24 * 3600);

/// The kind of automatic backups, which no user starts.
const AUTOMATIC: &str = "017";

/// Returns the latest tasks first, including those of instances that no longer exist.
pub(super) fn describe_task_list(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let range = OptionalRange::of(params)?;
    range.ensure_recent(call.now)?;
    let (id, name) = (params.string("InstanceId"), params.string("InstanceName"));
    let kinds: HashSet<_> = params.strings("TaskTypes").into_iter().collect();
    let results: HashSet<_> = params.integers("Result").into_iter().collect();
    let by_number = params.integers("OperatorUin").into_iter().map(|uin| uin.to_string());
    let users: Vec<_> = by_number.chain(params.strings("OperateUin").into_iter().map(str::to_owned)).collect();
    // All tasks but automatic backups are of the account's user.
    let is_user = users.contains(&call.account.uin.to_string());

    let region = account.region(call.region);
    let tasks = region.tasks.values().rev().filter_map(|task| {
        let instance = region.instances.get(&task.instance_id);
        let matches = task.started_at + LISTED >= call.now
            && range.contains(task.started_at)
            && (id.is_empty() || task.instance_id == id)
            && (name.is_empty() || name_of(task, instance) == name)
            && (kinds.is_empty() || kinds.contains(task.kind.as_str()))
            && (results.is_empty() || results.contains(&result_and_progress(task).0))
            && (users.is_empty() || (is_user && task.kind != AUTOMATIC));
        matches.then_some((task, instance))
    });
    call.list(params, tasks, |(task, instance)| describe(task, instance))
}

fn describe<'a>(task: &'a Task, instance: Option<&'a Instance>) -> Object<'a> {
    let (result, progress) = result_and_progress(task);
    Object::from([
        ("TaskId", task.id.into()),
        ("StartTime", task.started_at.to_text().into()),
        ("TaskType", (&task.kind).into()),
        ("InstanceName", name_of(task, instance).into()),
        ("InstanceId", (&task.instance_id).into()),
        ("ProjectId", instance.map_or(0, |instance| instance.config.project).into()),
        ("Progress", progress.into()),
        ("EndTime", text_or_unset(task.ended_at).into()),
        ("Result", result.into()),
    ])
}

/// Returns the name of the instance. One that no longer exists has its last known name.
fn name_of<'a>(task: &'a Task, instance: Option<&'a Instance>) -> &'a str {
    instance.map_or(&task.instance_name, |instance| instance.name())
}

fn result_and_progress(task: &Task) -> (i64, f64) {
    match task.status {
        TaskStatus::Preparing => (0, 0.0),
        TaskStatus::Running => (1, 0.5),
        TaskStatus::Succeeded => (2, 1.0),
        TaskStatus::Failed(_) => (4, 0.5),
    }
}
