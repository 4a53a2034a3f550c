//! The emulator's source of time.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use crate::time::Time;

/// The clock of an emulator.
#[derive(Clone, Debug, Default)]
pub(crate) enum Clock {
    #[default]
    System,
    Manual(ManualClock),
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the only place where the emulator reads the system's clock")]
    pub(crate) fn now(&self) -> Time {
        match self {
            Clock::System => SystemTime::now(),
            Clock::Manual(clock) => clock.now(),
        }
        .into()
    }
}

/// A clock that moves only when a test advances it, so that no test has to sleep.
///
/// Pass it to [`Builder::clock`](crate::Builder::clock) and keep a clone: clones share one time.
///
/// The emulator uses this clock for everything, including signatures. A client that signs with the system's time is
/// rejected (`AuthFailure.SignatureExpire`) once the two differ by more than five minutes. The `Date` header of
/// responses contains this clock's time, from which a client can correct its own.
///
/// ```
/// # use std::time::{Duration, SystemTime};
/// # use tencloud_emulator::ManualClock;
/// let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
/// clock.advance(Duration::from_secs(6 * 3600));
/// assert_eq!(clock.now(), SystemTime::UNIX_EPOCH + Duration::from_secs(6 * 3600));
/// ```
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Mutex<SystemTime>>);

impl ManualClock {
    /// Creates a clock that is set to this time.
    pub fn new(now: SystemTime) -> Self {
        Self(Arc::new(Mutex::new(now)))
    }

    /// Returns the time of the clock.
    pub fn now(&self) -> SystemTime {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves the clock forward. Does nothing if the system cannot represent the resulting time.
    pub fn advance(&self, duration: Duration) {
        let mut time = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *time = time.checked_add(duration).unwrap_or(*time);
    }
}
