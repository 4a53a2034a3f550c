//! What is tried again, and after how long.

use std::time::Duration;

use crate::action::Effect;

/// How often a call is tried, and how long it waits in between.
///
/// The wait before the n-th retry is random between zero and `base × 2ⁿ⁻¹`, never above `cap` ("full jitter"), so that
/// clients which failed together do not come back together.
///
/// Reads are tried again after any failure that may pass. Changes are tried again only where it is certain that nothing
/// was done: no connection, or a refusal that says so (throttling, a clock that is off).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    pub(crate) attempts: u32,
    pub(crate) base: Duration,
    pub(crate) cap: Duration,
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
}

/// Three attempts.
impl Default for RetryPolicy {
    fn default() -> Self {
        Self::attempts(3)
    }
}

/// What a failed attempt says about whether the service has acted, and so about trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It will fail again the same way.
    Final,
    /// Not done, and worth another attempt.
    NotDone,
    /// Not done because the rate was exceeded: worth another attempt, but not at once.
    Throttled,
    /// Not done because this machine's clock is off.
    ClockSkew,
    /// Nobody knows whether it was done; the failure may pass.
    Open,
    /// Nobody knows whether it was done, and another attempt would fail the same way.
    Spent,
}

impl Verdict {
    /// Judges the service's refusal by its code. Sub-codes count like their parent.
    pub(crate) fn of_code(code: &str) -> Verdict {
        let parent = code.split('.').next().unwrap_or_default();
        match (parent, code) {
            ("RequestLimitExceeded", _) => Verdict::Throttled,
            (_, "AuthFailure.SignatureExpire") => Verdict::ClockSkew,
            ("InternalError" | "ServiceUnavailable", _) => Verdict::Open,
            _ => Verdict::Final,
        }
    }

    /// Judges a reply that is not the API's by its HTTP status.
    pub(crate) fn of_status(status: u16) -> Verdict {
        match status {
            429 => Verdict::Throttled,
            // Cut off on its way, or given by a gateway: whether the service behind it acted is open.
            200..=299 | 500..=599 => Verdict::Open,
            _ => Verdict::Final,
        }
    }

    /// Whether an action with this effect may be sent again.
    pub(crate) fn allows_retry(self, effect: Effect) -> bool {
        match self {
            Verdict::Final | Verdict::Spent => false,
            Verdict::NotDone | Verdict::Throttled | Verdict::ClockSkew => true,
            Verdict::Open => effect == Effect::Read,
        }
    }
}

/// The moment after a duration; a moment that never comes where the duration has no end.
pub(crate) fn after(start: tokio::time::Instant, duration: Duration) -> tokio::time::Instant {
    const YEARS: Duration = Duration::from_secs(30 * 365 * 86_400);
    start.checked_add(duration.min(YEARS)).unwrap_or(start)
}

/// How long to wait after the given number of attempts have failed.
pub(crate) fn backoff(policy: &RetryPolicy, failed: u32, verdict: Verdict) -> Duration {
    // Rates are counted by the second: less than that would be throttled again, and so would two short waits together.
    let (base, least) = match verdict {
        Verdict::Throttled => (policy.base.max(Duration::from_secs(1)), 0.5),
        _ => (policy.base, 0.0),
    };
    let factor = 2_u32.saturating_pow(failed.saturating_sub(1).min(20));
    base.saturating_mul(factor).min(policy.cap).mul_f64(least + (1.0 - least) * fastrand::f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts() {
        for (code, verdict) in [
            ("RequestLimitExceeded", Verdict::Throttled),
            ("RequestLimitExceeded.UinLimitExceeded", Verdict::Throttled),
            ("RequestLimitExceeded.GlobalRegionUinLimitExceeded", Verdict::Throttled),
            ("AuthFailure.SignatureExpire", Verdict::ClockSkew),
            ("AuthFailure.SignatureFailure", Verdict::Final),
            ("InternalError.DbOperationFailed", Verdict::Open),
            ("LimitExceeded", Verdict::Final),
        ] {
            assert_eq!(Verdict::of_code(code), verdict, "{code}");
        }
        for (verdict, read, write) in [
            (Verdict::Final, false, false),
            (Verdict::NotDone, true, true),
            (Verdict::Throttled, true, true),
            (Verdict::ClockSkew, true, true),
            (Verdict::Open, true, false),
            (Verdict::Spent, false, false),
        ] {
            assert_eq!(verdict.allows_retry(Effect::Read), read, "{verdict:?}");
            assert_eq!(verdict.allows_retry(Effect::Write), write, "{verdict:?}");
        }
    }

    #[test]
    fn waits_stay_below_their_bounds() {
        let policy = RetryPolicy::attempts(9).with_backoff(Duration::from_millis(100), Duration::from_secs(2));
        for (failed, bound) in [(1, 100), (2, 200), (5, 1_600), (6, 2_000), (u32::MAX, 2_000)] {
            for _ in 0..100 {
                assert!(backoff(&policy, failed, Verdict::Open) <= Duration::from_millis(bound));
                assert!(backoff(&policy, failed, Verdict::Throttled) >= Duration::from_millis(500));
            }
        }
    }
}
