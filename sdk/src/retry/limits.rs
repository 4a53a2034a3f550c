//! Policies that bound another policy.

use std::time::Duration;

use super::{FailedAttempt, RetryPolicy};

/// Ends another policy after a number of attempts: made by [`RetryPolicy::with_attempt_limit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptLimit<P> {
    pub(super) policy: P,
    pub(super) attempts: u32,
}

impl<P: RetryPolicy> RetryPolicy for AttemptLimit<P> {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        if failed.attempts() < self.attempts { self.policy.wait(failed) } else { None }
    }
}

/// Ends another policy after some time: made by [`RetryPolicy::with_time_limit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeLimit<P> {
    pub(super) policy: P,
    pub(super) time: Duration,
}

impl<P: RetryPolicy> RetryPolicy for TimeLimit<P> {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        let wait = self.policy.wait(failed)?;
        (failed.elapsed().saturating_add(wait) < self.time).then_some(wait)
    }
}
