//! Policies that bound another policy.

use std::time::Duration;

use super::{FailedAttempt, Retry};

/// Ends another policy after a number of attempts: made by [`Retry::up_to`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpTo<P> {
    pub(super) policy: P,
    pub(super) attempts: u32,
}

impl<P: Retry> Retry for UpTo<P> {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        if failed.attempts() < self.attempts { self.policy.wait(failed) } else { None }
    }
}

/// Ends another policy after some time: made by [`Retry::within`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Within<P> {
    pub(super) policy: P,
    pub(super) time: Duration,
}

impl<P: Retry> Retry for Within<P> {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        let wait = self.policy.wait(failed)?;
        (failed.elapsed().saturating_add(wait) < self.time).then_some(wait)
    }
}
