//! How many slots to ask for ahead of the calls that will use them.
//!
//! A shared limiter that is far away answers more slowly than slots come, and would bound a program whose calls are made one
//! after the other. If such answers are the rule, slots are asked for in advance; if one of them is not used, none are for a
//! long time, since others could have used it.

use std::time::Duration;

/// How many slow answers make it one more slot at first.
const ANSWERS: u32 = 8;

/// That number doubles up to this one.
const MAX_ANSWERS: u32 = 1 << 16;

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

    /// How many slots to ask for beyond those that callers wait for.
    pub(super) fn extra(&self) -> u32 {
        self.extra
    }

    /// Records how long an answer took, and how far slots are apart.
    pub(super) fn answered(&mut self, round_trip: Duration, interval: Duration) {
        let most = round_trip.as_nanos().div_ceil(interval.as_nanos().max(1));
        if round_trip <= interval || u128::from(self.extra) >= most {
            return;
        }
        self.slow_answers += 1;
        if self.slow_answers >= self.needed {
            self.slow_answers = 0;
            self.extra += 1;
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
        let (fast, slow) = (Duration::from_millis(51), Duration::from_millis(80));
        let mut prefetch = Prefetch::new();
        let mut after = |answers: u32, round_trip, prefetch: &mut Prefetch| {
            (0..answers).for_each(|_| prefetch.answered(round_trip, fast));
            prefetch.extra()
        };
        assert_eq!(after(100, fast, &mut prefetch), 0);
        assert_eq!(after(7, slow, &mut prefetch), 0);
        assert_eq!(after(1, slow, &mut prefetch), 1);
        assert_eq!(after(100, slow, &mut prefetch), 2, "two slots come in 80 ms");
        prefetch.wasted();
        assert_eq!(prefetch.extra(), 0);
        assert_eq!(after(15, slow, &mut prefetch), 0);
        assert_eq!(after(1, slow, &mut prefetch), 1);
        (0..40).for_each(|_| prefetch.wasted());
        assert_eq!(after(MAX_ANSWERS, slow, &mut prefetch), 1);
    }
}
