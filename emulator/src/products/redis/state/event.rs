//! Events: maintenance of instances that the service has scheduled.

use serde::{Deserialize, Serialize};

use super::maintenance::Window;
use crate::time::Time;

/// An event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InstanceEvent {
    pub(crate) id: u64,
    pub(crate) instance_id: String,
    /// Whether its grade is High, as opposed to Low. It cannot be canceled then.
    pub(crate) is_urgent: bool,
    /// The midnights at the begin of the days for which it was and is scheduled, and of the last possible day.
    pub(crate) initial_day: Time,
    pub(crate) day: Time,
    pub(crate) latest_day: Time,
    /// The hours on that day.
    pub(crate) window: Window,
    pub(crate) status: EventStatus,
}

/// The documented statuses of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum EventStatus {
    Waiting,
    Running,
    /// Since this time.
    Finished(Time),
    Canceled,
}

impl EventStatus {
    pub(crate) fn name(self) -> &'static str {
        match self {
            EventStatus::Waiting => "Waiting",
            EventStatus::Running => "Running",
            EventStatus::Finished(_) => "Finished",
            EventStatus::Canceled => "Canceled",
        }
    }
}

impl InstanceEvent {
    pub(crate) fn grade(&self) -> &'static str {
        if self.is_urgent { "High" } else { "Low" }
    }

    /// Returns when it begins.
    pub(crate) fn starts_at(&self) -> Time {
        self.window.opening_on(self.day)
    }
}
