//! What is tried again, and after how long.
//!
//! A `RetryClass` says what may be tried again, a [`RetryPolicy`] policy what will be, a [`RetryBudget`] whether the client as a
//! whole still can.

mod budget;
mod class;
mod limits;

use std::fmt;
use std::time::Duration;

pub use budget::RetryBudget;
pub(crate) use class::RetryClass;
pub use limits::{AttemptLimit, TimeLimit};

use crate::error::Error;

/// When a failed call is tried again.
///
/// Asked only where another attempt can do no harm: a policy can hold back, but never make the SDK send a change a
/// second time that may have been done. What fails for good is not asked about either, and neither policy nor decorator
/// outlasts the call's own timeout.
///
/// ```
/// use std::time::Duration;
/// use tencloud::{Config, FailedAttempt, RetryPolicy, ExponentialBackoff};
///
/// /// Waits a fixed time, and never tries again where the account's rate was exceeded.
/// #[derive(Debug)]
/// struct Steady(Duration);
///
/// impl RetryPolicy for Steady {
///     fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
///         (!failed.is_throttled()).then_some(self.0)
///     }
/// }
///
/// let config = Config::builder().retry(Steady(Duration::from_millis(300)).with_attempt_limit(4));
/// let config = Config::builder().retry(ExponentialBackoff::attempts(10).with_time_limit(Duration::from_secs(30)));
/// ```
pub trait RetryPolicy: fmt::Debug + Send + Sync {
    /// How long to wait before the next attempt; `None` gives up.
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration>;

    /// The same policy, but for so many attempts at most (at least 1 is made).
    fn with_attempt_limit(self, attempts: u32) -> AttemptLimit<Self>
    where
        Self: Sized,
    {
        AttemptLimit { policy: self, attempts }
    }

    /// The same policy, but no attempt starts later than this after the call began.
    fn with_time_limit(self, time: Duration) -> TimeLimit<Self>
    where
        Self: Sized,
    {
        TimeLimit { policy: self, time }
    }
}

impl<P: RetryPolicy + ?Sized> RetryPolicy for std::sync::Arc<P> {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        (**self).wait(failed)
    }
}

/// What a [`RetryPolicy`] policy decides by.
#[derive(Debug)]
pub struct FailedAttempt<'e> {
    pub(crate) error: &'e Error,
    pub(crate) elapsed: Duration,
    pub(crate) class: RetryClass,
}

impl FailedAttempt<'_> {
    /// What went wrong, with its kind, code and message.
    pub fn error(&self) -> &Error {
        self.error
    }

    /// How many attempts the call has made; at least 1.
    pub fn attempts(&self) -> u32 {
        self.error.attempts()
    }

    /// The time since the call began.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Whether the service refused because of its rate limit. Rates are counted by the second, so waiting much less is
    /// of no use.
    pub fn is_throttled(&self) -> bool {
        self.class == RetryClass::Throttled
    }
}

/// How often a call is tried, and how long it waits in between.
///
/// The wait before the n-th retry is random between zero and `base × 2ⁿ⁻¹`, never above `cap` ("full jitter"), so that
/// clients which failed together do not come back together. Throttled calls wait at least 0.5 s.
///
/// Reads are tried again after any failure that may pass. Changes are tried again only where it is certain that nothing
/// was done: no connection, or a refusal that says so (throttling, a clock that is off, keys that have been
/// replaced meanwhile).
///
/// It is the SDK's [`RetryPolicy`] policy; [`RetryPolicy::with_time_limit`] bounds its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExponentialBackoff {
    attempts: u32,
    base: Duration,
    cap: Duration,
}

impl ExponentialBackoff {
    /// At most this many attempts (at least 1 is made), with a base of 200 ms and a cap of 20 s.
    pub fn attempts(attempts: u32) -> Self {
        ExponentialBackoff { attempts, base: Duration::from_millis(200), cap: Duration::from_secs(20) }
    }

    /// One attempt, no retry.
    pub fn none() -> Self {
        Self::attempts(1)
    }

    /// The same policy with other waiting times.
    #[must_use]
    pub fn with_backoff(self, base: Duration, cap: Duration) -> Self {
        ExponentialBackoff { base, cap, ..self }
    }

    /// How long to wait after the given number of attempts have failed.
    fn backoff(&self, failed: u32, throttled: bool) -> Duration {
        // Rates are counted by the second: less than that would be throttled again, and so would two short waits
        // together.
        let (base, least) = if throttled { (self.base.max(Duration::from_secs(1)), 0.5) } else { (self.base, 0.0) };
        let factor = 2_u32.saturating_pow(failed.saturating_sub(1).min(20));
        base.saturating_mul(factor).min(self.cap).mul_f64(least + (1.0 - least) * fastrand::f64())
    }
}

/// Three attempts.
impl Default for ExponentialBackoff {
    fn default() -> Self {
        Self::attempts(3)
    }
}

impl RetryPolicy for ExponentialBackoff {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        (failed.attempts() < self.attempts).then(|| self.backoff(failed.attempts(), failed.is_throttled()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn wait(policy: &dyn RetryPolicy, attempts: u32, elapsed: Duration, class: RetryClass) -> Option<Duration> {
        let mut error = Error::new(ErrorKind::Api, "no");
        error.set_attempt(attempts, false);
        policy.wait(&FailedAttempt { error: &error, elapsed, class })
    }

    #[test]
    fn waits_stay_below_their_bounds() {
        let policy = ExponentialBackoff::attempts(9).with_backoff(Duration::from_millis(100), Duration::from_secs(2));
        for (failed, bound) in [(1, 100), (2, 200), (5, 1_600), (6, 2_000), (u32::MAX, 2_000)] {
            for _ in 0..100 {
                assert!(policy.backoff(failed, false) <= Duration::from_millis(bound));
                assert!(policy.backoff(failed, true) >= Duration::from_millis(500));
            }
        }
    }

    #[test]
    fn limits_end_what_they_bound() {
        #[derive(Debug)]
        struct Always(Duration);
        impl RetryPolicy for Always {
            fn wait(&self, _: &FailedAttempt<'_>) -> Option<Duration> {
                Some(self.0)
            }
        }
        const SECOND: Duration = Duration::from_secs(1);
        let always = std::sync::Arc::new(Always(SECOND));
        for (policy, attempts, elapsed, goes_on) in [
            (&*always as &dyn RetryPolicy, 1_000, 1_000, true),
            (&always.clone().with_attempt_limit(3), 2, 1_000, true),
            (&always.clone().with_attempt_limit(3), 3, 0, false),
            (&always.clone().with_attempt_limit(0), 1, 0, false),
            (&always.clone().with_time_limit(5 * SECOND), 1_000, 3, true),
            (&always.clone().with_time_limit(5 * SECOND), 1, 4, false),
            (&always.clone().with_time_limit(5 * SECOND).with_attempt_limit(3), 2, 3, true),
            (&always.clone().with_time_limit(5 * SECOND).with_attempt_limit(3), 2, 4, false),
            (&always.clone().with_attempt_limit(3).with_time_limit(5 * SECOND), 3, 3, false),
            (&ExponentialBackoff::attempts(3), 3, 0, false),
            (&ExponentialBackoff::attempts(3), 2, 0, true),
        ] {
            let wait = wait(policy, attempts, SECOND * elapsed, RetryClass::OutcomeUnknown);
            assert_eq!(wait.is_some(), goes_on, "{policy:?} after {attempts} attempts and {elapsed} s");
        }
    }
}
