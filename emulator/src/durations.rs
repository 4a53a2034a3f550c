//! How long emulated workflows take.

use std::{collections::BTreeMap, num::NonZeroU32, time::Duration};

/// How long each phase of the emulated workflows takes.
///
/// A workflow is a task or an order. A task is `preparing` for one phase, and then `running` for a time that can be set
/// for each action. An order is paid (status 2) for one phase, being delivered (status 3) for one phase; its instances
/// are uninitialized (status 0) until then, and in process (status 1) for one more phase.
///
/// The default durations make each phase observable without a long wait: an instance is running 1.5 seconds after its
/// order, and a backup is finished 3 seconds after its request. Unit tests usually use [`Durations::instant`].
///
/// ```
/// # use std::time::Duration;
/// # use tencloud_emulator::Durations;
/// // Everything completes immediately, except backups.
/// let durations = Durations::instant().of("ManualBackupInstance", Duration::from_millis(20));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Durations {
    phase: Duration,
    /// How long the tasks of an action are `running`, if not for one phase.
    running: BTreeMap<String, Duration>,
}

impl Durations {
    /// Returns durations with which every workflow has completed by the time the response that starts it arrives.
    pub const fn instant() -> Self {
        Self::uniform(Duration::ZERO)
    }

    /// Returns durations with which every phase takes the same time.
    pub const fn uniform(phase: Duration) -> Self {
        Self { phase, running: BTreeMap::new() }
    }

    /// Sets how long the tasks that an action starts are `running`. Default: one phase. Automatic backups are tasks of
    /// `ManualBackupInstance`. If there is no such action, [`Builder::start`](crate::Builder::start) fails.
    #[must_use]
    pub fn of(mut self, action: &str, running: Duration) -> Self {
        self.running.insert(action.to_owned(), running);
        self
    }

    /// Divides every duration by `factor`.
    #[must_use]
    pub fn faster(mut self, factor: NonZeroU32) -> Self {
        self.phase /= factor.get();
        self.running.values_mut().for_each(|duration| *duration /= factor.get());
        self
    }

    pub(crate) fn phase(&self) -> Duration {
        self.phase
    }

    /// Returns how long the tasks that an action starts are `running`.
    pub(crate) fn running(&self, action: &str) -> Duration {
        self.running.get(action).copied().unwrap_or(self.phase)
    }

    /// Returns the actions with durations of their own.
    pub(crate) fn actions(&self) -> impl Iterator<Item = &str> {
        self.running.keys().map(String::as_str)
    }
}

impl Default for Durations {
    fn default() -> Self {
        let (second, backup) = (Duration::from_secs(1), Duration::from_millis(2500));
        Self::uniform(Duration::from_millis(500))
            .of("ManualBackupInstance", backup)
            .of("RestoreInstance", backup)
            .of("DestroyPostpaidInstance", second)
            .of("CleanUpInstance", second)
    }
}
