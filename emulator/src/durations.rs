//! How long work takes.

use std::{num::NonZeroU32, time::Duration};

/// How long each phase of the emulated work takes.
///
/// The default is made for watching: an instance runs 1.5 seconds after its order, a backup is there after 3.
///
/// ```
/// # use std::time::Duration;
/// # use tencloud_emulator::Durations;
/// // Everything at once, but for backups.
/// let durations = Durations { backup: Duration::from_millis(20), ..Durations::instant() };
/// # assert_eq!(durations.restore, Duration::ZERO);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Durations {
    /// An order stays paid (status 2) before its delivery begins.
    pub order_paid: Duration,
    /// An order is being delivered (status 3); its instances are to be initialised (status 0) until it is done.
    pub order_delivering: Duration,
    /// A delivered instance is in process (status 1) before it runs (status 2).
    pub instance_starting: Duration,
    /// A task waits (`preparing`) before its work begins.
    pub task_preparing: Duration,
    /// The work of a backup task.
    pub backup: Duration,
    /// The work of a task that restores an instance from a backup.
    pub restore: Duration,
    /// The work of a task that moves an instance to the recycle bin.
    pub isolation: Duration,
    /// The work of a task that destroys an instance for good.
    pub clean_up: Duration,
}

impl Durations {
    /// No work takes any time: it is done when the reply that names it arrives.
    pub const fn instant() -> Self {
        Self::uniform(Duration::ZERO)
    }

    /// Every phase takes equally long.
    pub const fn uniform(phase: Duration) -> Self {
        Self {
            order_paid: phase,
            order_delivering: phase,
            instance_starting: phase,
            task_preparing: phase,
            backup: phase,
            restore: phase,
            isolation: phase,
            clean_up: phase,
        }
    }

    /// The same work in a fraction of the time.
    #[must_use]
    pub fn faster(self, factor: NonZeroU32) -> Self {
        let factor = factor.get();
        Self {
            order_paid: self.order_paid / factor,
            order_delivering: self.order_delivering / factor,
            instance_starting: self.instance_starting / factor,
            task_preparing: self.task_preparing / factor,
            backup: self.backup / factor,
            restore: self.restore / factor,
            isolation: self.isolation / factor,
            clean_up: self.clean_up / factor,
        }
    }
}

impl Default for Durations {
    fn default() -> Self {
        Self {
            backup: Duration::from_millis(2500),
            restore: Duration::from_millis(2500),
            isolation: Duration::from_secs(1),
            clean_up: Duration::from_secs(1),
            ..Self::uniform(Duration::from_millis(500))
        }
    }
}
