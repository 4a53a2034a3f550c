//! How many slots to request ahead of the calls that will use them.
//!
//! A distant shared limiter answers more slowly than slots come, and would limit a program that makes one call after
//! another. If this happens regularly, slots are requested in advance; if one of them is not used, no more are for a
//! long time, since others could have used it.

use std::time::Duration;

/// How many answers that delayed calls double the number of slots, at first.
const ANSWERS: u32 = 8;

/// That number doubles up to this limit.
const MAX_ANSWERS: u32 = 1 << 16;

/// At most as many slots are requested as come in this many round trips, so that one round trip in five is waited for.
const ROUND_TRIPS: u128 = 4;

#[derive(Debug)]
pub(super) struct Prefetch {
    extra: u32,
    slow_answers: u32,
    needed: u32,
}

impl Prefetch {
    pub(super) fn new() -> Self {
        Prefetch { extra: 0, slow_answers: 0, needed: ANSWERS }
    }

    /// Returns how many slots to request in addition to those for which callers wait.
    pub(super) fn extra(&self) -> u32 {
        self.extra
    }

    /// Records that a call that directly followed another one waited for an answer although its slot had already come.
    pub(super) fn held_up(&mut self, round_trip: Duration, interval: Duration) {
        let most = ROUND_TRIPS * round_trip.as_nanos().div_ceil(interval.as_nanos().max(1));
        if round_trip <= interval || u128::from(self.extra) >= most {
            return;
        }
        self.slow_answers += 1;
        if self.slow_answers >= self.needed {
            self.slow_answers = 0;
            self.extra = (self.extra * 2).max(1);
        }
    }

    /// Records that a slot has passed unused.
    pub(super) fn wasted(&mut self) {
        self.extra = 0;
        self.slow_answers = 0;
        self.needed = (self.needed * 2).min(MAX_ANSWERS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grows_with_slow_answers_and_ends_with_a_wasted_slot() {
        let (interval, slow) = (Duration::from_millis(51), Duration::from_millis(80));
        let mut prefetch = Prefetch::new();
        let after = |answers: u32, round_trip, prefetch: &mut Prefetch| {
            (0..answers).for_each(|_| prefetch.held_up(round_trip, interval));
            prefetch.extra()
        };
        assert_eq!(after(100, interval, &mut prefetch), 0);
        assert_eq!(after(7, slow, &mut prefetch), 0);
        assert_eq!(after(1, slow, &mut prefetch), 1);
        assert_eq!(after(8, slow, &mut prefetch), 2);
        assert_eq!(after(100, slow, &mut prefetch), 8, "two slots come in 80 ms");
        prefetch.wasted();
        assert_eq!(prefetch.extra(), 0);
        assert_eq!(after(15, slow, &mut prefetch), 0);
        assert_eq!(after(1, slow, &mut prefetch), 1);
        (0..40).for_each(|_| prefetch.wasted());
        assert_eq!(after(MAX_ANSWERS - 1, slow, &mut prefetch), 0);
        assert_eq!(after(1, slow, &mut prefetch), 1);
    }
}
