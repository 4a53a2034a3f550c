//! The emulator's source of time.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize};

use crate::time::Time;

/// The clock of an emulator.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    source: Source,
    adjustment: Mutex<Adjustment>,
}

#[derive(Debug, Default)]
enum Source {
    #[default]
    System,
    Manual(ManualClock),
}

/// How the clock differs from its source.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Adjustment {
    /// How many milliseconds it is ahead of its source.
    ahead: i64,
    /// The time of the source at which it was stopped.
    stopped_at: Option<Time>,
}

impl From<ManualClock> for Clock {
    fn from(clock: ManualClock) -> Self {
        Self { source: Source::Manual(clock), adjustment: Mutex::default() }
    }
}

/// What a clock shows at one moment, and what it would show if it had never been stopped or advanced.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) shown: Time,
    /// The time of clients, whose clocks do not move with this one.
    pub(crate) source: Time,
}

#[cfg(test)]
impl From<Time> for Reading {
    fn from(now: Time) -> Self {
        Self { shown: now, source: now }
    }
}

impl Clock {
    pub(crate) fn now(&self) -> Time {
        self.read().shown
    }

    pub(crate) fn read(&self) -> Reading {
        let Adjustment { ahead, stopped_at } = self.adjust(|adjustment| *adjustment);
        let source = self.source.now();
        Reading { shown: stopped_at.unwrap_or(source).shifted(ahead), source }
    }

    pub(crate) fn advance(&self, duration: Duration) {
        let milliseconds = duration.as_millis().try_into().unwrap_or(i64::MAX);
        self.adjust(|adjustment| adjustment.ahead = adjustment.ahead.saturating_add(milliseconds));
    }

    /// Stops the clock, or lets it go on from the time that it shows.
    pub(crate) fn freeze(&self, frozen: bool) {
        let now = self.source.now();
        self.adjust(|adjustment| match (adjustment.stopped_at, frozen) {
            (None, true) => adjustment.stopped_at = Some(now),
            (Some(stopped_at), false) => {
                let difference = now.abs_diff(stopped_at).as_millis().try_into().unwrap_or(i64::MAX);
                // A system's clock can be set back.
                let passed = if now < stopped_at { -difference } else { difference };
                adjustment.ahead = adjustment.ahead.saturating_sub(passed);
                adjustment.stopped_at = None;
            }
            _ => {}
        });
    }

    pub(crate) fn is_frozen(&self) -> bool {
        self.adjust(|adjustment| adjustment.stopped_at.is_some())
    }

    pub(crate) fn adjustment(&self) -> Adjustment {
        self.adjust(|adjustment| *adjustment)
    }

    /// Makes the clock differ from its source as another one did.
    pub(crate) fn restore(&self, adjustment: Adjustment) {
        self.adjust(|current| *current = adjustment);
    }

    /// Makes the clock show the time of its source again.
    pub(crate) fn reset(&self) {
        self.adjust(|adjustment| *adjustment = Adjustment::default());
    }

    fn adjust<T>(&self, f: impl FnOnce(&mut Adjustment) -> T) -> T {
        f(&mut self.adjustment.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Source {
    #[expect(clippy::disallowed_methods, reason = "the only place where the emulator reads the system's clock")]
    fn now(&self) -> Time {
        match self {
            Source::System => SystemTime::now(),
            Source::Manual(clock) => clock.now(),
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
/// responses contains this clock's time, from which a client can correct its own. If the client cannot, use
/// [`Emulator::advance`](crate::Emulator::advance) instead.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_can_be_advanced_and_stopped() {
        let source = ManualClock::new(SystemTime::UNIX_EPOCH);
        let clock = Clock::from(source.clone());
        let seconds = Duration::from_secs;
        let mut shows = Vec::new();
        let mut show = || shows.push(clock.now().seconds());
        source.advance(seconds(10));
        show();
        clock.advance(seconds(100));
        show();
        clock.freeze(true);
        source.advance(seconds(5));
        show();
        clock.advance(seconds(1000));
        show();
        clock.freeze(true);
        clock.freeze(false);
        show();
        source.advance(seconds(1));
        show();
        clock.reset();
        show();
        assert_eq!(shows, [10, 110, 110, 1110, 1110, 1111, 16]);
    }

    #[test]
    fn a_stopped_clock_goes_on_from_its_time_even_if_its_source_went_back() {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let source = ManualClock::new(at(100));
        let clock = Clock::from(source.clone());
        clock.freeze(true);
        *source.0.lock().unwrap() = at(40);
        clock.freeze(false);
        assert_eq!(clock.now().seconds(), 100);
    }
}
