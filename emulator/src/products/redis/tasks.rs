//! Tasks: work on an instance that goes on after the reply.

use std::time::Duration;

use crate::{
    durations::Durations,
    error::ApiError,
    params::Params,
    products::{Call, Reply, fields},
    time::Time,
};

use super::Region;

/// The kinds of work.
#[derive(Clone, Copy)]
pub(super) enum Work {
    Backup,
    Restore,
    Isolation,
    CleanUp,
}

impl Work {
    fn title(self) -> &'static str {
        match self {
            Work::Backup => "manual backup",
            Work::Restore => "restore from a backup",
            Work::Isolation => "isolation",
            Work::CleanUp => "clean-up",
        }
    }

    fn duration(self, durations: &Durations) -> Duration {
        match self {
            Work::Backup => durations.backup,
            Work::Restore => durations.restore,
            Work::Isolation => durations.isolation,
            Work::CleanUp => durations.clean_up,
        }
    }
}

/// A task with its whole course, which is decided when it starts.
pub(super) struct Task {
    pub(super) id: u64,
    work: Work,
    instance_id: String,
    started: Time,
    runs: Time,
    pub(super) ends: Time,
    failure: Option<String>,
}

impl Task {
    pub(super) fn start(call: &Call<'_>, work: Work, instance_id: &str) -> Self {
        let runs = call.now + call.durations.task_preparing;
        Self {
            id: call.ids.serial(),
            work,
            instance_id: instance_id.to_owned(),
            started: call.now,
            runs,
            ends: runs + work.duration(call.durations),
            failure: call.failure.map(str::to_owned),
        }
    }

    pub(super) fn will_succeed(&self) -> bool {
        self.failure.is_none()
    }

    fn status(&self, now: Time) -> &'static str {
        if now < self.runs {
            "preparing"
        } else if now < self.ends {
            "running"
        } else if self.will_succeed() {
            "succeed"
        } else {
            "failed"
        }
    }
}

impl Region {
    /// Keeps a task that has started, and answers with its id.
    pub(super) fn keep(&mut self, task: Task) -> Reply {
        let id = task.id;
        self.tasks.insert(id, task);
        Ok(fields([("TaskId", id.into())]))
    }
}

pub(super) fn describe_task_info(region: &mut Region, call: &Call<'_>, params: Params<'_>) -> Reply {
    let id = params.int("TaskId");
    let task = u64::try_from(id).ok().and_then(|id| region.tasks.get(&id));
    let task = task.ok_or_else(|| {
        ApiError::new("InvalidParameter.InvalidParameter", format!("there is no task {id} in `{}`", call.region))
    })?;
    let over = call.now >= task.ends;
    Ok(fields([
        ("Status", task.status(call.now).into()),
        ("StartTime", task.started.text().into()),
        ("TaskType", task.work.title().into()),
        ("InstanceId", task.instance_id.as_str().into()),
        ("TaskMessage", task.failure.as_deref().filter(|_| over).unwrap_or_default().into()),
    ]))
}
