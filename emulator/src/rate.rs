//! The documented request rates.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::{error::ApiError, time::Time};

const WINDOW: Duration = Duration::from_secs(1);

/// Counts the accepted calls of the last second, for each action in each region.
///
/// The strictest reading of "requests per second": what passes here passes under any fixed window too.
#[derive(Default)]
pub(crate) struct Rates(Mutex<HashMap<[String; 3], VecDeque<Time>>>);

impl Rates {
    pub(crate) fn admit(&self, [product, region, action]: [&str; 3], limit: u32, now: Time) -> Result<(), ApiError> {
        let mut rates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let calls = rates.entry([product, region, action].map(str::to_owned)).or_default();
        while calls.front().is_some_and(|&call| call + WINDOW <= now) {
            calls.pop_front();
        }
        if calls.len() >= limit as usize {
            return Err(ApiError::new(
                "RequestLimitExceeded",
                format!(
                    "`{action}` takes {limit} calls a second in `{region}`, and this was one more: call it less often"
                ),
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
    fn the_window_slides_and_each_action_and_region_counts_alone() {
        let (rates, start) = (Rates::default(), Time::from_seconds(1_000));
        let admit = |region, action, millis| {
            rates.admit(["redis", region, action], 2, start + Duration::from_millis(millis)).is_ok()
        };
        assert!(admit("r", "A", 0) && admit("r", "A", 600));
        assert!(!admit("r", "A", 999));
        assert!(admit("r", "B", 999) && admit("other", "A", 999));
        assert!(admit("r", "A", 1000), "the call of 0 ms has left the window");
        assert!(!admit("r", "A", 1599));
        assert!(admit("r", "A", 1600));
    }
}
