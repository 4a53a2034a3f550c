//! How instances are backed up, and from where backups can be downloaded.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Time;

const HOUR: Duration = Duration::from_secs(3600);

/// How an instance is backed up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BackupSettings {
    pub(crate) schedule: Schedule,
    /// When the next automatic backup is planned.
    pub(crate) next_at: Option<Time>,
    /// How many days backups are kept.
    pub(crate) storage_days: u32,
    /// `None` if backups are not encrypted.
    pub(crate) key: Option<KmsKey>,
    /// Since when it has second-level backup.
    pub(crate) second_level_since: Option<Time>,
    /// The backup whose data it contains, if it has been restored or cloned.
    pub(crate) data_of: Option<String>,
}

/// When automatic backups start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Schedule {
    /// From Monday to Sunday.
    pub(crate) weekdays: [bool; 7],
    /// In Beijing.
    pub(crate) hour: u32,
}

/// A key of the Key Management Service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KmsKey {
    pub(crate) is_custom: bool,
    pub(crate) id: String,
    pub(crate) region: String,
}

/// From where backups can be downloaded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum DownloadRestriction {
    #[default]
    NoLimit,
    OnlyIntranet,
    Customize {
        /// Regions with VPCs, which may download.
        vpcs: Vec<(String, Vec<String>)>,
        addresses: Vec<String>,
        /// Whether the addresses may download, as opposed to all others.
        are_allowed: bool,
    },
}

impl BackupSettings {
    /// Returns the settings of a new instance.
    pub(crate) fn new() -> Self {
        Self {
            schedule: Schedule { weekdays: [true; 7], hour: 2 },
            next_at: None,
            storage_days: 7,
            key: None,
            second_level_since: None,
            data_of: None,
        }
    }

    /// Returns the `BackupMode` of responses.
    pub(crate) fn mode(&self) -> &'static str {
        if self.second_level_since.is_some() { "SecondLevelBackup" } else { "NormalLevelBackup" }
    }
}

impl Schedule {
    /// Returns the first start after a time. There is none if no day is set, or at the end of time.
    pub(crate) fn next_after(&self, time: Time) -> Option<Time> {
        let starts = (0..=7).map(|day| time.midnight() + HOUR * (24 * day + self.hour));
        starts.into_iter().find(|start| *start > time && self.weekdays.get(start.weekday()) == Some(&true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backups_start_on_the_days_of_the_schedule() {
        let every_day = [true; 7];
        let wednesday = [false, false, true, false, false, false, false];
        for (weekdays, now, expect) in [
            (every_day, "2026-11-19 01:59:59", Some("2026-11-19 02:00:00")),
            (every_day, "2026-11-19 02:00:00", Some("2026-11-20 02:00:00")),
            (wednesday, "2026-11-19 00:00:00", Some("2026-11-25 02:00:00")),
            (wednesday, "2026-11-25 02:00:00", Some("2026-12-02 02:00:00")),
            ([false; 7], "2026-11-19 00:00:00", None),
        ] {
            let next = Schedule { weekdays, hour: 2 }.next_after(Time::parse(now).unwrap());
            assert_eq!(next.map(Time::to_text).as_deref(), expect, "{now}");
        }
        let end = Time::from_seconds(u64::MAX);
        assert_eq!(Schedule { weekdays: every_day, hour: 23 }.next_after(end), None);
    }
}
