//! Tasks: workflows on an instance that continue after the response.

use serde::{Deserialize, Serialize};

use super::{change::Change, instance::Status};
use crate::time::Time;

/// The documented statuses of a task that occur here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TaskStatus {
    Preparing,
    Running,
    Succeeded,
    /// It failed, for this reason.
    Failed(String),
}

/// A task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Task {
    pub(crate) id: u64,
    /// The number of the kind, a value of the spec's enum `TaskType`.
    pub(crate) kind: String,
    pub(crate) instance_id: String,
    /// At the start.
    pub(crate) instance_name: String,
    pub(crate) started_at: Time,
    pub(crate) ended_at: Option<Time>,
    pub(crate) status: TaskStatus,
    /// What happens when it succeeds.
    pub(crate) change: Option<Change>,
    /// The status of the instance before the task.
    pub(crate) status_before: Status,
    /// The status of the instance from when the task is running, if another one than from its start.
    pub(crate) status_when_running: Option<Status>,
    /// The order that it delivers.
    pub(crate) order: Option<String>,
    /// From when it only waits for the maintenance window.
    pub(crate) waits_from: Option<Time>,
    /// The message with which it is going to fail.
    pub(crate) failure: Option<String>,
}

impl TaskStatus {
    /// Returns the word that responses contain, and the message of the failure.
    pub(crate) fn word_and_message(&self) -> (&'static str, &str) {
        match self {
            TaskStatus::Preparing => ("preparing", ""),
            TaskStatus::Running => ("running", ""),
            TaskStatus::Succeeded => ("succeed", ""),
            TaskStatus::Failed(message) => ("failed", message),
        }
    }
}
