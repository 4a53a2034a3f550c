//! How long emulated workflows take.

use std::{num::NonZeroU32, time::Duration};

/// How long each phase of the emulated workflows takes.
///
/// The default durations make each phase observable without a long wait: an instance is running 1.5 seconds after its
/// order, and a backup is finished 3 seconds after its request. Unit tests usually use [`Durations::instant`].
///
/// ```
/// # use std::time::Duration;
/// # use tencloud_emulator::Durations;
/// // Everything completes immediately, except backups.
/// let durations = Durations { backup: Duration::from_millis(20), ..Durations::instant() };
/// # assert_eq!(durations.restore, Duration::ZERO);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Durations {
    /// How long an order is paid (status 2) before its delivery begins. Default: 500 ms.
    pub order_paid: Duration,
    /// How long an order is being delivered (status 3). Its instances are uninitialized (status 0) until then. Default:
    /// 500 ms.
    pub order_delivering: Duration,
    /// How long a delivered instance is in process (status 1) before it is running (status 2). Default: 500 ms.
    pub instance_starting: Duration,
    /// How long any task is `preparing` before it is `running`. Default: 500 ms.
    pub task_preparing: Duration,
    /// How long a task that backs up an instance is `running`. Default: 2.5 s.
    pub backup: Duration,
    /// How long a task that restores an instance from a backup is `running`. Default: 2.5 s.
    pub restore: Duration,
    /// How long a task that moves an instance to the recycle bin is `running`. Default: 1 s.
    pub isolation: Duration,
    /// How long a task that deletes an instance permanently is `running`. Default: 1 s.
    pub clean_up: Duration,
}

impl Durations {
    /// Returns durations with which every workflow has completed by the time the response that starts it arrives.
    pub const fn instant() -> Self {
        Self::uniform(Duration::ZERO)
    }

    /// Returns durations with which every phase takes the same time.
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

    /// Divides every duration by `factor`.
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
