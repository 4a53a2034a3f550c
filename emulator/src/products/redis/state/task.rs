//! Tasks: workflows on an instance that continue after the response.

use std::time::Duration;

use crate::{durations::Durations, products::call::Call, time::Time};

/// The kinds of tasks.
#[derive(Clone, Copy)]
pub(crate) enum TaskKind {
    Backup,
    Restore,
    Isolation,
    CleanUp,
}

impl TaskKind {
    /// Returns the `TaskType` of DescribeTaskInfo's response.
    pub(crate) fn title(self) -> &'static str {
        match self {
            TaskKind::Backup => "manual backup",
            TaskKind::Restore => "restore from a backup",
            TaskKind::Isolation => "isolation",
            TaskKind::CleanUp => "cleanup",
        }
    }

    fn duration(self, durations: &Durations) -> Duration {
        match self {
            TaskKind::Backup => durations.backup,
            TaskKind::Restore => durations.restore,
            TaskKind::Isolation => durations.isolation,
            TaskKind::CleanUp => durations.clean_up,
        }
    }
}

/// A task. Its times and its outcome are determined when it starts.
pub(crate) struct Task {
    pub(crate) id: u64,
    pub(crate) kind: TaskKind,
    pub(crate) instance_id: String,
    pub(crate) started_at: Time,
    running_at: Time,
    pub(crate) ends_at: Time,
    /// The message of the failure; `None` if the task succeeds.
    pub(crate) failure: Option<String>,
}

impl Task {
    pub(crate) fn start(call: &Call<'_>, kind: TaskKind, instance_id: &str) -> Self {
        let running_at = call.now + call.durations.task_preparing;
        Self {
            id: call.ids.serial(),
            kind,
            instance_id: instance_id.to_owned(),
            started_at: call.now,
            running_at,
            ends_at: running_at + kind.duration(call.durations),
            failure: call.failure.map(str::to_owned),
        }
    }

    pub(crate) fn will_succeed(&self) -> bool {
        self.failure.is_none()
    }

    pub(crate) fn has_ended(&self, now: Time) -> bool {
        self.ends_at <= now
    }

    pub(crate) fn status(&self, now: Time) -> &'static str {
        if now < self.running_at {
            "preparing"
        } else if !self.has_ended(now) {
            "running"
        } else if self.will_succeed() {
            "succeed"
        } else {
            "failed"
        }
    }
}
