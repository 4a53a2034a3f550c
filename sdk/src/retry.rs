//! What is tried again, and after how long.
//!
//! A `Verdict` says what may be tried again, a [`Retry`] policy what will be, a [`RetryBudget`] whether the client as a
//! whole still can.

mod budget;
mod limits;
mod verdict;

use std::fmt;
use std::time::Duration;

pub use budget::RetryBudget;
pub use limits::{UpTo, Within};
pub(crate) use verdict::Verdict;

use crate::error::Error;

/// When a failed call is tried again.
///
/// Asked only where another attempt can do no harm: a policy can hold back, but never make the SDK send a change a
/// second time that may have been done. What fails for good is not asked about either, and neither policy nor decorator
/// outlasts the call's own timeout.
///
/// ```
/// use std::time::Duration;
/// use tencloud::{Config, FailedAttempt, Retry, RetryPolicy};
///
/// /// Waits a fixed time, and never tries again where the account's rate was exceeded.
/// #[derive(Debug)]
/// struct Steady(Duration);
///
/// impl Retry for Steady {
///     fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
///         (!failed.is_throttled()).then_some(self.0)
///     }
/// }
///
/// let config = Config::builder().retry(Steady(Duration::from_millis(300)).up_to(4));
/// let config = Config::builder().retry(RetryPolicy::attempts(10).within(Duration::from_secs(30)));
/// ```
pub trait Retry: fmt::Debug + Send + Sync {
    /// How long to wait before the next attempt; `None` gives up.
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration>;

    /// The same policy, but for so many attempts at most (at least 1 is made).
    fn up_to(self, attempts: u32) -> UpTo<Self>
    where
        Self: Sized,
    {
        UpTo { policy: self, attempts }
    }

    /// The same policy, but no attempt starts later than this after the call began.
    fn within(self, time: Duration) -> Within<Self>
    where
        Self: Sized,
    {
        Within { policy: self, time }
    }
}

impl<P: Retry + ?Sized> Retry for std::sync::Arc<P> {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        (**self).wait(failed)
    }
}

/// What a [`Retry`] policy decides by.
#[derive(Debug)]
pub struct FailedAttempt<'e> {
    pub(crate) error: &'e Error,
    pub(crate) elapsed: Duration,
    pub(crate) verdict: Verdict,
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
        self.verdict == Verdict::Throttled
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
/// It is the SDK's [`Retry`] policy; [`Retry::within`] bounds its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    base: Duration,
    cap: Duration,
}

impl RetryPolicy {
    /// At most this many attempts (at least 1 is made), with a base of 200 ms and a cap of 20 s.
    pub fn attempts(attempts: u32) -> Self {
        RetryPolicy { attempts, base: Duration::from_millis(200), cap: Duration::from_secs(20) }
    }

    /// One attempt, no retry.
    pub fn none() -> Self {
        Self::attempts(1)
    }

    /// The same policy with other waiting times.
    #[must_use]
    pub fn with_backoff(self, base: Duration, cap: Duration) -> Self {
        RetryPolicy { base, cap, ..self }
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
impl Default for RetryPolicy {
    fn default() -> Self {
        Self::attempts(3)
    }
}

impl Retry for RetryPolicy {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        (failed.attempts() < self.attempts).then(|| self.backoff(failed.attempts(), failed.is_throttled()))
    }
}

/// The moment after a duration; a moment that never comes where the duration has no end.
pub(crate) fn after(start: tokio::time::Instant, duration: Duration) -> tokio::time::Instant {
    const YEARS: Duration = Duration::from_secs(30 * 365 * 86_400);
    start.checked_add(duration.min(YEARS)).unwrap_or(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Details, ErrorKind};

    fn wait(policy: &dyn Retry, attempts: u32, elapsed: Duration, verdict: Verdict) -> Option<Duration> {
        let mut error: Error = Error::new(None, Details::new(ErrorKind::Api, "no"));
        error.details().attempts = attempts;
        policy.wait(&FailedAttempt { error: &error, elapsed, verdict })
    }

    #[test]
    fn waits_stay_below_their_bounds() {
        let policy = RetryPolicy::attempts(9).with_backoff(Duration::from_millis(100), Duration::from_secs(2));
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
        impl Retry for Always {
            fn wait(&self, _: &FailedAttempt<'_>) -> Option<Duration> {
                Some(self.0)
            }
        }
        const SECOND: Duration = Duration::from_secs(1);
        let always = std::sync::Arc::new(Always(SECOND));
        for (policy, attempts, elapsed, goes_on) in [
            (&*always as &dyn Retry, 1_000, 1_000, true),
            (&always.clone().up_to(3), 2, 1_000, true),
            (&always.clone().up_to(3), 3, 0, false),
            (&always.clone().up_to(0), 1, 0, false),
            (&always.clone().within(5 * SECOND), 1_000, 3, true),
            (&always.clone().within(5 * SECOND), 1, 4, false),
            (&always.clone().within(5 * SECOND).up_to(3), 2, 3, true),
            (&always.clone().within(5 * SECOND).up_to(3), 2, 4, false),
            (&always.clone().up_to(3).within(5 * SECOND), 3, 3, false),
            (&RetryPolicy::attempts(3), 3, 0, false),
            (&RetryPolicy::attempts(3), 2, 0, true),
        ] {
            let wait = wait(policy, attempts, SECOND * elapsed, Verdict::Open);
            assert_eq!(wait.is_some(), goes_on, "{policy:?} after {attempts} attempts and {elapsed} s");
        }
    }
}
