//! Where the emulator takes the time from.

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
    #[expect(clippy::disallowed_methods, reason = "here is where the emulator asks for the time")]
    pub(crate) fn now(&self) -> Time {
        match self {
            Clock::System => SystemTime::now(),
            Clock::Manual(clock) => clock.now(),
        }
        .into()
    }
}

/// A clock that stands still until a test moves it, so that nothing has to sleep.
///
/// Clones share the same hands. Signatures are judged by this clock too: a client that signs with the system's time
/// is refused once the two lie more than five minutes apart. Replies carry this clock's time in their `Date` header.
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
    /// A clock that shows this time.
    pub fn new(at: SystemTime) -> Self {
        Self(Arc::new(Mutex::new(at)))
    }

    /// The time that it shows.
    pub fn now(&self) -> SystemTime {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves it forward. Past the last time that the system can express, it stands still.
    pub fn advance(&self, by: Duration) {
        let mut time = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *time = time.checked_add(by).unwrap_or(*time);
    }
}
