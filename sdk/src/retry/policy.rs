//! When a failed call is retried: the trait, and the decorators that limit a policy.

use std::fmt;
use std::time::Duration;

use crate::error::Error;
use crate::retry_class::RetryClass;

/// When a failed call is retried.
///
/// A policy is asked only if another attempt can do no harm: it can prevent a retry, but can never make the SDK repeat
/// a write that may have been executed. It is not asked about permanent failures either, and the call's own timeout
/// limits every policy.
///
/// ```
/// use std::time::Duration;
/// use tencloud::Config;
/// use tencloud::retry::{ExponentialBackoff, FailedAttempt, RetryPolicy};
///
/// /// Waits a fixed time, and does not retry throttled calls.
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
    /// Returns how long to wait before the next attempt, or `None` to give up.
    ///
    /// If the response asked for a longer wait, the SDK waits for that long instead; see
    /// [`FailedAttempt::retry_after`].
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration>;

    /// Returns how long after the start of a call a retry may still start, if the policy limits that. A retry that has
    /// not obtained credentials and a slot of the rate limit by then is not made, and the call ends with its last
    /// error.
    ///
    /// [`wait`](Self::wait) alone cannot limit this, since it does not know how long a retry will be queued.
    fn time_limit(&self) -> Option<Duration> {
        None
    }

    /// Returns the same policy with at most this many attempts (at least 1 is made).
    fn with_attempt_limit(self, attempts: u32) -> AttemptLimit<Self>
    where
        Self: Sized,
    {
        AttemptLimit { policy: self, attempts }
    }

    /// Returns the same policy without retries that would start more than `time` after the call began. All time counts:
    /// attempts, the waits between them, and the waits for credentials and for the rate limit.
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

    fn time_limit(&self) -> Option<Duration> {
        (**self).time_limit()
    }
}

/// The failed attempt that a [`RetryPolicy`] decides on.
#[derive(Debug)]
pub struct FailedAttempt<'e> {
    pub(crate) error: &'e Error,
    pub(crate) elapsed: Duration,
    pub(crate) class: RetryClass,
}

impl FailedAttempt<'_> {
    /// Returns the error, with its kind, code and message.
    pub fn error(&self) -> &Error {
        self.error
    }

    /// Returns how many attempts the call has made; at least 1.
    pub fn attempts(&self) -> u32 {
        self.error.attempts()
    }

    /// Returns the time since the call began.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Returns how long the response asked to wait, in its header `Retry-After`. The next attempt starts no sooner,
    /// whatever the policy returns; if the call's timeout has elapsed by then, no further attempt is made.
    pub fn retry_after(&self) -> Option<Duration> {
        self.error.retry_after()
    }

    /// Returns whether the service rejected the request because of its rate limit. The service counts calls per second,
    /// so waiting much less than a second is pointless.
    pub fn is_throttled(&self) -> bool {
        self.class == RetryClass::Throttled || self.error.is_throttled()
    }
}

/// A policy with a limited number of attempts; see [`RetryPolicy::with_attempt_limit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptLimit<P> {
    policy: P,
    attempts: u32,
}

impl<P: RetryPolicy> RetryPolicy for AttemptLimit<P> {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        if failed.attempts() < self.attempts { self.policy.wait(failed) } else { None }
    }

    fn time_limit(&self) -> Option<Duration> {
        self.policy.time_limit()
    }
}

/// A policy with limited time; see [`RetryPolicy::with_time_limit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeLimit<P> {
    policy: P,
    time: Duration,
}

impl<P: RetryPolicy> RetryPolicy for TimeLimit<P> {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        let wait = self.policy.wait(failed)?.max(failed.retry_after().unwrap_or_default());
        (failed.elapsed().saturating_add(wait) < self.time).then_some(wait)
    }

    fn time_limit(&self) -> Option<Duration> {
        Some(self.policy.time_limit().map_or(self.time, |limit| limit.min(self.time)))
    }
}
