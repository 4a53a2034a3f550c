//! When the next call may be sent: GCRA (the generic cell rate algorithm), with a burst that is borrowed from later
//! slots.
//!
//! Each call takes the next of evenly spaced slots. After idle time, as many calls as would have had their slots during
//! it may be sent at once, but they still take the slots that follow. Unlike the burst of a token bucket, this burst is
//! part of the rate, so that no second ever has more calls than the rate allows.
//!
//! A slot may be reserved before its time. If it is given back, the next call takes it, unless its time has passed:
//! using it later would add a call to another second.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use tokio::time::Instant;

use crate::clock::after;

/// Slots are slightly further apart than the rate requires. The 20 ms that this leaves keep calls that start late, or
/// that move closer together on the network, from adding one to a second.
const SPACING: f64 = 1.02;

/// A call that is late by no more than this uses its slot. This is half of the 20 ms; the other half is left to the
/// network.
pub(super) const LATE: u64 = 10_000_000;

/// Returns the time between two slots.
pub(super) fn interval(rate: u32) -> Duration {
    Duration::from_secs_f64(SPACING / f64::from(rate.max(1)))
}

/// The slots of one quota. Times are nanoseconds since an arbitrary fixed moment.
#[derive(Clone, Debug)]
pub(super) struct Slots {
    interval: u64,
    /// How many calls may be sent at once after idle time.
    burst: u64,
    /// The next free slot; `None` before the first call.
    next: Option<u64>,
    /// How many slots may still be taken ahead of time.
    credit: u64,
    /// If slots are tied to the clock, the time of one of them.
    turn: Option<u64>,
    returned: Unused,
}

impl Slots {
    pub(super) fn new(interval: Duration, burst: u32) -> Self {
        let (interval, burst) = (nanos(interval).max(1), u64::from(burst.max(1)));
        Slots { interval, burst, next: None, credit: 0, turn: None, returned: Unused::default() }
    }

    /// Takes the next slot if it is not later than `until`, and returns when the call may be sent. The error is the
    /// time of the next slot, which has not been taken.
    pub(super) fn reserve(&mut self, now: u64, until: u64) -> Result<u64, u64> {
        // Slots that were given back come before `next`.
        if let Some(at) = self.returned.earliest(now) {
            return self.returned.take(now, until.max(now)).ok_or(at);
        }
        // A turn that was just missed would meet those of others. A program that has not called for longer may go at once.
        if let (Some(next), Some(_)) = (self.next, self.turn)
            && (next.saturating_add(LATE)..next.saturating_add(self.interval)).contains(&now)
        {
            self.next = Some(self.following(now));
        }
        let (at, slot) = match self.next {
            Some(next) if now < next && self.credit > 0 => {
                self.credit -= 1;
                (now, next)
            }
            Some(next) if now < next && next > until => return Err(next),
            Some(next) if now < next => (next, next),
            _ => {
                self.credit = self.credit_at(now);
                (now, now)
            }
        };
        self.next = Some(self.following(slot));
        Ok(at)
    }

    /// Returns the next slot that was never taken.
    #[cfg(test)]
    pub(super) fn next(&self) -> u64 {
        self.next.unwrap_or_default()
    }

    /// Leaves a slot that was reserved but not used to the next call.
    pub(super) fn give_back(&mut self, at: u64) {
        self.returned.put(at);
    }

    /// Exchanges a reserved slot for the earliest one that was given back, if that is earlier.
    pub(super) fn exchange(&mut self, now: u64, at: u64) -> Option<u64> {
        let earlier = self.returned.take(now, at.checked_sub(1)?)?;
        self.returned.put(at);
        Some(earlier)
    }

    /// Records a call at a time that was determined elsewhere; the next slot follows that time.
    pub(super) fn follow(&mut self, at: u64) {
        self.credit = 0;
        self.next = self.next.max(Some(self.following(at)));
    }

    /// Starts over: no slot is earlier than `from`. If the time of one of them is known, all are tied to it.
    pub(super) fn restart(&mut self, from: u64, turn: Option<u64>) {
        (self.turn, self.credit, self.returned) = (turn, 0, Unused::default());
        self.next = match turn {
            Some(_) => Some(self.following(from.saturating_sub(1))),
            None => self.next.max(Some(from)),
        };
    }

    /// Returns the slot after another one.
    fn following(&self, slot: u64) -> u64 {
        match self.turn {
            None => slot.saturating_add(self.interval),
            Some(turn) if slot < turn => turn - (turn - slot - 1) / self.interval * self.interval,
            Some(turn) => ((slot - turn) / self.interval + 1).saturating_mul(self.interval).saturating_add(turn),
        }
    }

    /// Returns how many slots the idle time until now is worth.
    fn credit_at(&self, now: u64) -> u64 {
        self.next.map_or(u64::MAX, |next| now.saturating_sub(next) / self.interval).min(self.burst - 1)
    }
}

/// Slots that have been taken, but that no call uses yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Unused(BinaryHeap<Reverse<u64>>);

impl Unused {
    pub(super) fn put(&mut self, at: u64) {
        self.0.push(Reverse(at));
    }

    /// Takes the earliest slot, if it is not later than `until`.
    pub(super) fn take(&mut self, now: u64, until: u64) -> Option<u64> {
        self.earliest(now).filter(|at| *at <= until)?;
        self.0.pop().map(|Reverse(at)| at)
    }

    /// Returns the earliest slot that has not passed.
    fn earliest(&mut self, now: u64) -> Option<u64> {
        self.expire(now);
        self.0.peek().map(|Reverse(at)| *at)
    }

    /// Drops the slots that have passed. Returns their number.
    pub(super) fn expire(&mut self, now: u64) -> usize {
        let before = self.0.len();
        while self.0.peek().is_some_and(|Reverse(at)| at.saturating_add(LATE) < now) {
            self.0.pop();
        }
        before - self.0.len()
    }
}

/// Converts to nanoseconds, which suffice for 584 years.
pub(super) fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// The clock of a limiter: nanoseconds since the limiter was created.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock(Instant);

impl Clock {
    pub(super) fn new() -> Self {
        Clock(Instant::now())
    }

    pub(super) fn now(self) -> u64 {
        nanos(self.0.elapsed())
    }

    pub(super) fn nanos_at(self, instant: Instant) -> u64 {
        nanos(instant.saturating_duration_since(self.0))
    }

    pub(super) fn instant_at(self, nanos: u64) -> Instant {
        after(self.0, Duration::from_nanos(nanos))
    }
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
    /// the time that was returned, or slightly late; some of them give up, and the next call uses what they leave.
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
                if let Err(next) = slots.reserve(now, now) {
                    assert_eq!(slots.clone().reserve(now, next - 1), Err(next), "not consumed");
                    assert_eq!(slots.reserve(now, next), Ok(next));
                    if round % 3 == 0 && random.u32(0..4) == 0 {
                        now += random.u64(0..step);
                        slots.give_back(next);
                        continue;
                    }
                    now = next + [0, random.u64(0..LATE)][round % 2];
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
                now = now.max(slots.reserve(now, u64::MAX).unwrap() + LATE);
                gone += 1;
            }
            assert!((29 * rate..=30 * rate + 1).contains(&gone), "{gone} in 30 s at {rate}/s");
        }
    }

    #[test]
    fn what_is_given_back_is_taken_first_while_it_has_not_passed() {
        let mut slots = Slots::new(Duration::from_nanos(100), 1);
        for at in [0, 100, 200, 300] {
            assert_eq!(slots.reserve(0, 1_000), Ok(at));
        }
        slots.give_back(200);
        slots.give_back(100);
        assert_eq!(slots.reserve(0, 99), Err(100));
        assert_eq!(slots.reserve(0, 100), Ok(100));
        assert_eq!(slots.exchange(0, 200), None, "not for itself");
        assert_eq!(slots.exchange(0, 300), Some(200));
        assert_eq!(slots.reserve(0, 1_000), Ok(300));
        slots.give_back(300);
        let late = 300 + LATE + 1;
        assert_eq!(slots.reserve(late, late), Ok(late), "the one that has passed is dropped");
        assert_eq!(slots.returned.0.len(), 0);
    }

    #[test]
    fn turns_are_tied_to_the_clock() {
        const MS: u64 = 1_000_000;
        for (from, first) in [(0, 50), (50, 50), (51, 150), (250, 250), (999, 1_050)] {
            let mut slots = Slots::new(Duration::from_millis(100), 1);
            slots.restart(from * MS, Some(250 * MS));
            let mut reserve = |now: u64, until: u64| slots.reserve(now * MS, until.saturating_mul(MS));
            assert_eq!(reserve(0, u64::MAX), Ok(first * MS), "from {from}");
            assert_eq!(reserve(0, u64::MAX), Ok((first + 100) * MS));
            assert_eq!(reserve(first + 211, first + 299), Err((first + 300) * MS), "the turn at 200 was just missed");
            assert_eq!(reserve(first + 309, 0), Ok((first + 309) * MS), "a little late");
            assert_eq!(reserve(first + 550, 0), Ok((first + 550) * MS), "turns were missed long ago");
            assert_eq!(reserve(first + 550, 0), Err((first + 600) * MS), "and the next one comes in its time");
        }
    }
}
