//! Enforces the documented request rates.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use crate::{error::ApiError, time::Time};

const WINDOW: Duration = Duration::from_secs(1);

/// Counts the accepted calls of each account and action in each region within a sliding window of one second.
///
/// The documentation does not specify which kind of window the service uses. A sliding window is the strictest
/// interpretation: a client that passes here also passes any fixed window.
pub(crate) struct RateLimits {
    enforced: AtomicBool,
    windows: Mutex<Windows>,
    /// Whether they are enforced after a reset.
    enforced_at_start: bool,
}

/// The times of the calls in each window: by the uin of the account, and by product, region and action.
type Windows = HashMap<(u64, [String; 3]), VecDeque<Time>>;

impl RateLimits {
    pub(crate) fn new(enforced: bool) -> Self {
        Self { enforced: enforced.into(), windows: Mutex::default(), enforced_at_start: enforced }
    }

    pub(crate) fn are_enforced(&self) -> bool {
        self.enforced.load(Ordering::Relaxed)
    }

    pub(crate) fn enforce(&self, enforced: bool) {
        self.enforced.store(enforced, Ordering::Relaxed);
    }

    /// Forgets all calls.
    pub(crate) fn reset(&self) {
        self.windows().clear();
        self.enforce(self.enforced_at_start);
    }

    fn windows(&self) -> MutexGuard<'_, Windows> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a call of an account, or rejects it if the window already contains `limit` calls. Rejected calls are not
    /// counted.
    pub(crate) fn admit(
        &self,
        uin: u64,
        [product, region, action]: [&str; 3],
        limit: u32,
        now: Time,
    ) -> Result<(), ApiError> {
        if !self.are_enforced() {
            return Ok(());
        }
        let mut windows = self.windows();
        let calls = windows.entry((uin, [product, region, action].map(str::to_owned))).or_default();
        while calls.front().is_some_and(|&call| call + WINDOW <= now) {
            calls.pop_front();
        }
        if calls.len() >= limit as usize {
            return Err(ApiError::new(
                "RequestLimitExceeded",
                format!("`{action}` accepts {limit} calls per second in `{region}`: call it less often"),
            ));
        }
        calls.push_back(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_slides_and_is_counted_per_action_and_region() {
        let (limits, start) = (RateLimits::new(true), Time::from_seconds(1_000));
        let admit = |region, action, millis| {
            limits.admit(1, ["redis", region, action], 2, start + Duration::from_millis(millis)).is_ok()
        };
        assert!(admit("r", "A", 0) && admit("r", "A", 600));
        assert!(!admit("r", "A", 999));
        assert!(admit("r", "B", 999) && admit("other", "A", 999));
        assert!(admit("r", "A", 1000), "the call at 0 ms has left the window");
        assert!(!admit("r", "A", 1599));
        assert!(admit("r", "A", 1600));
    }
}
