//! When the next call may be sent: GCRA (the generic cell rate algorithm), with a burst that is borrowed from later
//! slots.
//!
//! Each call takes the next of evenly spaced slots. After idle time, as many calls as would have had their slots during
//! it may be sent at once, but they still take the slots that follow. Unlike the burst of a token bucket, this burst is
//! part of the rate, so that no second ever has more calls than the rate allows.

use std::time::Duration;

/// Slots are slightly further apart than the rate requires. The 20 ms that this leaves keep calls that start late, or
/// that move closer together on the network, from adding one to a second.
const SPACING: f64 = 1.02;

/// A call that is late by no more than this keeps its slot's time, so that delays do not accumulate. This is half of
/// the 20 ms; the other half is left to the network.
pub(super) const LATE: u64 = 10_000_000;

/// Returns the time between two slots.
pub(super) fn interval(rate: u32) -> Duration {
    Duration::from_secs_f64(SPACING / f64::from(rate.max(1)))
}

/// The slots of one quota. Times are nanoseconds since an arbitrary fixed moment.
#[derive(Debug)]
pub(super) struct Slots {
    interval: u64,
    /// How many calls may be sent at once after idle time.
    burst: u64,
    /// The next free slot; `None` before the first call.
    next: Option<u64>,
    /// How many slots may still be taken ahead of time.
    credit: u64,
}

impl Slots {
    pub(super) fn new(interval: Duration, burst: u32) -> Self {
        Slots { interval: nanos(interval).max(1), burst: u64::from(burst.max(1)), next: None, credit: 0 }
    }

    /// Takes a slot if one is free now. The error is the time of the next slot.
    pub(super) fn take(&mut self, now: u64) -> Result<(), u64> {
        let slot = match self.next {
            Some(next) if now < next && self.credit == 0 => return Err(next),
            Some(next) if now < next => {
                self.credit -= 1;
                next
            }
            _ => {
                self.credit = self.credit_at(now);
                self.due(now)
            }
        };
        self.next = Some(slot.saturating_add(self.interval));
        Ok(())
    }

    /// Returns when a call may be sent that has `others` calls ahead of it.
    pub(super) fn when(&self, now: u64, others: usize) -> u64 {
        let others = others as u64;
        let (slot, at_once) = match self.next {
            Some(next) if now < next => (next, self.credit),
            _ => (self.due(now), 1 + self.credit_at(now)),
        };
        if others < at_once { now } else { now.max(slot.saturating_add(others.saturating_mul(self.interval))) }
    }

    /// Records a call at a time that was determined elsewhere; the next slot follows that time.
    pub(super) fn follow(&mut self, at: u64) {
        self.credit = 0;
        self.next = Some(at.saturating_add(self.interval));
    }

    /// Returns the slot of a call that is sent now, once the time of the next slot has come.
    fn due(&self, now: u64) -> u64 {
        self.next.map_or(now, |next| next.max(now.saturating_sub(LATE)))
    }

    /// Returns how many slots the idle time until now is worth.
    fn credit_at(&self, now: u64) -> u64 {
        self.next.map_or(u64::MAX, |next| now.saturating_sub(next) / self.interval).min(self.burst - 1)
    }
}

/// Converts to nanoseconds, which suffice for 584 years.
pub(super) fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    /// Returns the number of calls in the fullest second.
    fn most_in_a_second(times: &[u64]) -> usize {
        let until = |start: u64| times.partition_point(|time| *time < start + SECOND);
        times.iter().enumerate().map(|(index, start)| until(*start) - index).max().unwrap_or(0)
    }

    /// Calls at random times: in bursts, in a stream, exactly on slots, after pauses. Those that must wait are sent at
    /// the time that was returned, or slightly late.
    #[test]
    fn no_second_has_more_calls_than_the_rate() {
        let mut random = fastrand::Rng::with_seed(20_180_412);
        for round in 0..2_000 {
            let rate = [1, 2, 3, 20, 35, 100][round % 6];
            let mut slots = Slots::new(interval(rate), rate);
            let step = slots.interval;
            let (mut now, mut gone) = (random.u64(0..SECOND), Vec::new());
            for _ in 0..300 {
                now += match random.u32(0..12) {
                    0 => random.u64(0..2 * SECOND),
                    1 => random.u64(0..SECOND / 4),
                    2..=4 => step,
                    5 => step * random.u64(0..30),
                    _ => 0,
                };
                let expected = slots.when(now, 0);
                if let Err(at) = slots.take(now) {
                    assert_eq!(at, expected);
                    now = at + [0, random.u64(0..3 * LATE)][round % 2];
                    slots.take(now).unwrap();
                }
                gone.push(now);
            }
            assert!(most_in_a_second(&gone) <= rate as usize, "{} in a second at {rate}/s", most_in_a_second(&gone));
        }
    }

    #[test]
    fn the_whole_rate_is_used() {
        for rate in [1, 20, 100] {
            let mut slots = Slots::new(interval(rate), rate);
            let (mut now, mut gone) = (0, 0);
            while now < 30 * SECOND {
                match slots.take(now) {
                    Ok(()) => gone += 1,
                    Err(at) => now = at + LATE,
                }
            }
            assert!((29 * rate..=30 * rate).contains(&gone), "{gone} in 30 s at {rate}/s");
        }
    }

    #[test]
    fn the_wait_of_every_call_in_a_queue_is_predicted() {
        let mut slots = Slots::new(interval(20), 20);
        for now in [0, SECOND / 2, 2 * SECOND, 2 * SECOND + 1] {
            let expected: Vec<_> = (0..40).map(|others| slots.when(now, others)).collect();
            let mut copy = Slots { ..slots };
            let mut at = now;
            for when in expected {
                while let Err(later) = copy.take(at) {
                    at = later;
                }
                assert_eq!(at, when);
            }
            slots.take(now).unwrap();
        }
    }
}
