//! The logs of an instance: the audit log and its exports, the delivery of the slow log.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::workload::{Command, Workload};
use crate::time::Time;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// The logs of an instance.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Logs {
    /// `None` if it is off.
    pub(crate) audit: Option<AuditLog>,
    pub(crate) exports: Vec<Export>,
    /// `None` if the slow log has never been delivered.
    pub(crate) delivery: Option<LogDelivery>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum AuditLogStatus {
    Creating,
    Normal,
    Closing,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AuditLogSettings {
    /// A value of the spec's enum `LogSubType`.
    pub(crate) commands: String,
    /// How many days entries are kept.
    pub(crate) days: i64,
    /// How many of them in storage for frequent access.
    pub(crate) frequent_days: i64,
    pub(crate) degrade_strategy: i64,
}

/// An audit log that is on, or is being started or stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AuditLog {
    pub(crate) status: AuditLogStatus,
    pub(crate) opened_at: Time,
    pub(crate) settings: AuditLogSettings,
    /// Which commands it has recorded since when.
    recorded: Vec<(Time, String)>,
    /// Older entries were deleted under earlier settings.
    kept_since: Time,
}

impl AuditLog {
    /// Creates a log that is being started.
    pub(crate) fn new(opened_at: Time, settings: AuditLogSettings) -> Self {
        Self { status: AuditLogStatus::Creating, opened_at, settings, recorded: Vec::new(), kept_since: opened_at }
    }

    /// Begins to record commands.
    pub(crate) fn start(&mut self, now: Time) {
        self.status = AuditLogStatus::Normal;
        self.recorded.push((now, self.settings.commands.clone()));
    }

    /// Changes what is recorded from now on, and how long it is kept.
    pub(crate) fn change(&mut self, now: Time, settings: AuditLogSettings) {
        self.kept_since = self.oldest(now);
        if settings.commands != self.settings.commands {
            self.recorded.retain(|(since, _)| *since < now);
            self.recorded.push((now, settings.commands.clone()));
            // What was recorded before the oldest entry no longer matters.
            let over = self.recorded.iter().skip(1).take_while(|(since, _)| *since <= self.kept_since).count();
            self.recorded.drain(..over);
        }
        self.settings = settings;
    }

    /// Returns the entries in a range of times, whose bounds are inclusive, in order.
    pub(crate) fn entries(
        &self,
        workload: &Workload,
        begin: Time,
        end: Time,
        now: Time,
    ) -> impl DoubleEndedIterator<Item = Command> {
        let commands = workload.commands(begin.max(self.oldest(now)), end.min(now));
        commands.filter(|command| self.records(command))
    }

    /// Returns for how many minutes there are entries in storage for frequent access, and elsewhere.
    pub(crate) fn minutes(&self, workload: &Workload, now: Time) -> (u64, u64) {
        let Some((first, _)) = self.recorded.first() else { return (0, 0) };
        let end = workload.end.map_or(now, |end| end.min(now)).millis();
        let (first, oldest) = (first.millis(), self.oldest(now).millis().min(end));
        let frequent_since = (now - DAY * self.settings.frequent_days.try_into().unwrap_or(0)).millis();
        let begin = first.max(oldest).min(end);
        let middle = frequent_since.clamp(begin, end);
        ((end - middle) / 60_000, (middle - begin) / 60_000)
    }

    /// Returns since when entries are kept.
    fn oldest(&self, now: Time) -> Time {
        self.kept_since.max(now - DAY * self.settings.days.try_into().unwrap_or(0))
    }

    fn records(&self, command: &Command) -> bool {
        let later = self.recorded.partition_point(|(since, _)| *since <= command.time);
        let recorded = later.checked_sub(1).and_then(|last| self.recorded.get(last));
        recorded.is_some_and(|(_, commands)| match commands.as_str() {
            "write" => command.is_write,
            "read" => !command.is_write,
            _ => true,
        })
    }
}

/// A condition on entries of the audit log. Entries must meet all conditions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LogCondition {
    /// A value of the spec's enum `LogFilterField`.
    pub(crate) field: String,
    /// A value of the spec's enum `LogComparison`.
    pub(crate) comparison: String,
    pub(crate) values: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ExportStatus {
    Creating,
    /// The size of the file in bytes.
    Succeeded(usize),
    /// It failed, for this reason.
    Failed(String),
    /// The file has been deleted.
    Deleted,
}

/// The export of an audit log to a file, with all that determines the content of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Export {
    pub(crate) id: u64,
    /// The number at the end of the file's name, greater than those before.
    pub(crate) number: u64,
    pub(crate) file_name: String,
    pub(crate) log: AuditLog,
    pub(crate) workload: Workload,
    pub(crate) begin: Time,
    pub(crate) end: Time,
    pub(crate) conditions: Vec<LogCondition>,
    /// The fields that are written.
    pub(crate) columns: Vec<String>,
    pub(crate) created_at: Time,
    pub(crate) ends_at: Time,
    pub(crate) status: ExportStatus,
    /// The message with which it is going to fail.
    pub(crate) failure: Option<String>,
}

/// The delivery of the slow log to the Cloud Log Service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LogDelivery {
    pub(crate) enabled: bool,
    pub(crate) region: String,
    pub(crate) log_set: String,
    pub(crate) topic: String,
}
