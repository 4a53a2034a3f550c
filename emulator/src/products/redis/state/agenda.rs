//! What happens when its time has come.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{state_file::Scan, time::Time};

/// What is to happen, in the order in which it happens.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Agenda {
    /// By time, then in the order in which they were added.
    entries: BTreeMap<Time, Vec<Due>>,
}

/// Something that happens in a region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Due {
    pub(crate) region: String,
    pub(crate) effect: Effect,
}

/// What happens to the resources that it names. A resource that no longer exists is not affected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Effect {
    /// The delivery of an order begins.
    BeginDelivery {
        order: String,
    },
    /// The delivery of an order ends.
    EndDelivery {
        order: String,
    },
    /// What was paid for an order whose delivery failed is returned.
    Refund {
        order: String,
    },
    /// The prepaid term of an instance ends, unless it has changed.
    EndTerm {
        instance: String,
    },
    /// A delivered instance has started.
    Start {
        instance: String,
    },
    /// An isolated instance leaves the recycle bin and no longer exists.
    Destroy {
        instance: String,
    },
    RunTask {
        task: u64,
    },
    EndTask {
        task: u64,
    },
    /// An automatic backup starts, if it is still planned at this time.
    AutoBackup {
        instance: String,
    },
    /// An event begins, if it is still scheduled for this time.
    BeginEvent {
        event: u64,
    },
    ExpireBackup {
        backup: String,
    },
    /// Backups that expired long ago and tasks that ended long ago are removed.
    Forget,
    /// Former addresses of an instance are no longer kept.
    ReleaseAddresses {
        instance: String,
    },
    /// The audit log of an instance has started or stopped, or has failed to.
    EndLogChange {
        instance: String,
        failed: bool,
    },
    /// The export of an audit log to a file ends.
    EndExport {
        instance: String,
        file: String,
    },
}

impl Agenda {
    pub(crate) fn add(&mut self, at: Time, due: Due) {
        self.entries.entry(at).or_default().push(due);
    }

    /// Visits what the state file keeps.
    pub(super) fn scan(&self, scan: &mut Scan<'_>) -> serde_json::Result<()> {
        let Self { entries } = self;
        scan.table("entries", entries.iter().map(|(time, due)| (time.millis(), due)))
    }

    /// Returns whether the time of something has come.
    pub(crate) fn is_due(&self, now: Time) -> bool {
        self.entries.first_key_value().is_some_and(|(time, _)| *time <= now)
    }

    /// Removes and returns what happens next, if its time has come.
    pub(crate) fn next(&mut self, now: Time) -> Option<(Time, Vec<Due>)> {
        let first = self.entries.first_entry()?;
        (*first.key() <= now).then(|| first.remove_entry())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects_are_due_in_the_order_of_their_times() {
        let due = |task| Due { region: String::new(), effect: Effect::RunTask { task } };
        let at = Time::from_seconds;
        let mut agenda = Agenda::default();
        for (seconds, task) in [(5, 1), (3, 2), (5, 3), (7, 4)] {
            agenda.add(at(seconds), due(task));
        }
        for (now, expect) in [
            (2, None),
            (6, Some((at(3), vec![due(2)]))),
            (6, Some((at(5), vec![due(1), due(3)]))),
            (6, None),
            (7, Some((at(7), vec![due(4)]))),
        ] {
            assert_eq!(agenda.next(at(now)), expect);
        }
    }
}
