//! The default policy: exponential backoff with jitter.

use std::time::Duration;

use super::policy::{FailedAttempt, RetryPolicy};

/// The default [`RetryPolicy`]: how many attempts a call makes, and how long it waits between them.
///
/// The wait before the n-th retry is a random time between zero and `base × 2ⁿ⁻¹`, and never longer than `cap` ("full
/// jitter"), so that clients that failed together do not retry together. Throttled calls wait at least 0.5 s, even if
/// `cap` is shorter. If the response asks for a longer wait ([`Retry-After`](FailedAttempt::retry_after)), the call
/// waits for that long.
///
/// Reads are retried after any failure that may be temporary. Writes are retried only if it is certain that nothing was
/// done: if no connection could be made, or if the service rejected the request (because of throttling, a wrong clock,
/// or credentials that have since been replaced).
///
/// [`RetryPolicy::with_time_limit`] limits the time of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExponentialBackoff {
    attempts: u32,
    base: Duration,
    cap: Duration,
}

impl ExponentialBackoff {
    /// Creates a policy with at most this many attempts (at least 1 is made), a base of 200 ms and a cap of 20 s.
    pub fn attempts(attempts: u32) -> Self {
        ExponentialBackoff { attempts, base: Duration::from_millis(200), cap: Duration::from_secs(20) }
    }

    /// Creates a policy with one attempt and no retries.
    pub fn none() -> Self {
        Self::attempts(1)
    }

    /// Returns the same policy with other waits.
    #[must_use]
    pub fn with_backoff(self, base: Duration, cap: Duration) -> Self {
        ExponentialBackoff { base, cap, ..self }
    }

    /// Returns how long to wait after the given number of failed attempts.
    fn backoff(&self, failed: u32, throttled: bool) -> Duration {
        // The service counts calls per second, so a shorter wait would be throttled again, as would two short waits
        // together.
        const SECOND: Duration = Duration::from_secs(1);
        let (base, cap, least) = match throttled {
            true => (self.base.max(SECOND), self.cap.max(SECOND), 0.5),
            false => (self.base, self.cap, 0.0),
        };
        let factor = 2_u32.saturating_pow(failed.saturating_sub(1).min(20));
        base.saturating_mul(factor).min(cap).mul_f64(least + (1.0 - least) * fastrand::f64())
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
    use crate::error::{Error, ErrorKind};
    use crate::retry_class::RetryClass;

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
                for cap in [Duration::ZERO, Duration::from_millis(1), Duration::from_millis(499)] {
                    let wait = policy.with_backoff(Duration::ZERO, cap).backoff(failed, true);
                    assert!(wait >= Duration::from_millis(500), "{wait:?} with a cap of {cap:?}");
                }
            }
        }
    }

    #[test]
    fn limits_end_the_policy_they_wrap() {
        #[derive(Debug)]
        struct Always(Duration);
        impl RetryPolicy for Always {
            fn wait(&self, _: &FailedAttempt<'_>) -> Option<Duration> {
                Some(self.0)
            }
        }
        const SECOND: Duration = Duration::from_secs(1);
        let always = std::sync::Arc::new(Always(SECOND));
        for (policy, attempts, elapsed, retries) in [
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
            assert_eq!(wait.is_some(), retries, "{policy:?} after {attempts} attempts and {elapsed} s");
        }
    }
}
