//! When the next call may go: GCRA (the generic cell rate algorithm), with a burst that is borrowed from later slots.
//!
//! Each call takes the next of evenly spaced slots. After idle time, as many calls as would have had their slots in it
//! may go at once, but they take the slots that follow all the same. Unlike that of a token bucket, such a burst is part of
//! the rate, so that no second ever has more calls than the rate.

use std::time::Duration;

/// Slots are a little further apart than the rate requires, so that calls which start late or come closer together on the
/// network do not add one to a second: 24 ms are left.
const SPACING: f64 = 1.024;

/// A call that is late by no more than this keeps its slot's time, so that lateness does not add up. The rest of the 24 ms
/// is left to the network.
pub(super) const LATE: u64 = 10_000_000;

/// The time between two slots.
pub(super) fn interval(rate: u32) -> Duration {
    Duration::from_secs_f64(SPACING / f64::from(rate.max(1)))
}

/// Adds to the times of successive slots the last moment at which each can be used: a little later, and for those of a burst,
/// which go ahead of their time, until that has come.
pub(super) fn usable_until(
    times: impl IntoIterator<Item = u64>,
    interval: u64,
    late: u64,
) -> impl Iterator<Item = (u64, u64)> {
    times.into_iter().scan(0, move |next: &mut u64, time| {
        let own = time.max(*next);
        *next = own.saturating_add(interval);
        // Counted from the first one, which may itself have been a little late.
        Some((time, own.max(time.saturating_add(late))))
    })
}

/// The slots of one quota. Times are nanoseconds since any fixed moment.
#[derive(Debug)]
pub(super) struct Slots {
    interval: u64,
    /// How many calls may go at once after idle time.
    burst: u64,
    /// The next free slot; none before the first call.
    next: Option<u64>,
    /// How many slots may still be taken ahead of time.
    credit: u64,
}

impl Slots {
    pub(super) fn new(interval: Duration, burst: u32) -> Self {
        Slots { interval: nanos(interval).max(1), burst: u64::from(burst.max(1)), next: None, credit: 0 }
    }

    /// Takes a slot if one is free now. The error is the time of the next one.
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

    /// Slots from a moment on, with no burst before.
    #[cfg(test)]
    pub(super) fn starting_at(start: u64, interval: Duration, burst: u32) -> Self {
        Slots { next: Some(start), ..Self::new(interval, burst) }
    }

    /// When a call may go that has this many others ahead of it.
    pub(super) fn when(&self, now: u64, others: usize) -> u64 {
        let others = others as u64;
        let (slot, at_once) = match self.next {
            Some(next) if now < next => (next, self.credit),
            _ => (self.due(now), 1 + self.credit_at(now)),
        };
        if others < at_once { now } else { now.max(slot.saturating_add(others.saturating_mul(self.interval))) }
    }

    /// The slot of a call that goes now, once the time of the next slot has come.
    fn due(&self, now: u64) -> u64 {
        self.next.map_or(now, |next| next.max(now.saturating_sub(LATE)))
    }

    /// How many slots the idle time up to now is worth.
    fn credit_at(&self, now: u64) -> u64 {
        self.next.map_or(u64::MAX, |next| now.saturating_sub(next) / self.interval).min(self.burst - 1)
    }
}

/// A program's share of a quota while the shared limiter is down: one call in each round of all programs.
///
/// Programs that know their turn in the round, from the limiter, go one after the other. Otherwise each goes a round after
/// its last call: if that one had a slot of the shared quota, no other program has the same.
#[derive(Debug)]
pub(super) struct Share {
    /// How long a round takes.
    round: u64,
    /// Any time of this program's turn.
    turn: Option<u64>,
    /// No call goes before that time.
    next: Option<u64>,
}

impl Share {
    pub(super) fn new(interval: Duration, programs: u32) -> Self {
        Share { round: nanos(interval.saturating_mul(programs)).max(1), turn: None, next: None }
    }

    pub(super) fn round(&self) -> u64 {
        self.round
    }

    pub(super) fn set_turn(&mut self, turn: u64) {
        self.turn = Some(turn);
    }

    /// Leaves the time up to a moment to other programs.
    pub(super) fn not_before(&mut self, moment: u64) {
        self.next = self.next.max(Some(moment));
    }

    /// When the next call may go: now or earlier if one may go at once.
    pub(super) fn when(&self, now: u64) -> u64 {
        match (self.turn, self.next) {
            (None, next) => next.unwrap_or(now).max(now.saturating_sub(LATE)),
            (Some(turn), next) => {
                let from = next.unwrap_or_default().max(now.saturating_sub(LATE));
                from + (turn + self.round - from % self.round) % self.round
            }
        }
    }

    /// Records a call at a time: in turn, or in a slot of the shared quota.
    pub(super) fn follow(&mut self, at: u64) {
        // Half a round leads to the next turn, even if it has been set anew meanwhile, a little earlier or later.
        let pause = if self.turn.is_some() { self.round / 2 } else { self.round };
        self.next = Some(at.saturating_add(pause));
    }
}

/// Nanoseconds, enough for 584 years.
pub(super) fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    /// How many calls the fullest second has.
    fn most_in_a_second(times: &[u64]) -> usize {
        let until = |start: u64| times.partition_point(|time| *time < start + SECOND);
        times.iter().enumerate().map(|(index, start)| until(*start) - index).max().unwrap_or(0)
    }

    /// Calls at random times: in bursts, in a stream, exactly on slots, after pauses. Those that must wait go at the time
    /// that was returned, or somewhat late.
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

    /// The calls of bursts go at any time up to their own.
    #[test]
    fn bursts_may_be_late() {
        let mut random = fastrand::Rng::with_seed(20_180_413);
        for _ in 0..2_000 {
            let mut slots = Slots::new(interval(20), 20);
            let (mut now, mut gone) = (SECOND, Vec::new());
            for _ in 0..20 {
                now += [0, 0, 0, random.u64(0..SECOND / 4), random.u64(0..2 * SECOND)][random.usize(0..5)];
                let times = (0..random.usize(1..25)).map(|_| {
                    let at = slots.when(now, 0);
                    slots.take(at).unwrap();
                    at
                });
                let times: Vec<_> = times.collect();
                let usable = usable_until(times, slots.interval, LATE);
                gone.extend(usable.map(|(time, until)| random.u64(time..=until)));
            }
            gone.sort_unstable();
            assert!(most_in_a_second(&gone) <= 20, "{}", most_in_a_second(&gone));
        }
    }

    /// A slot of a burst can be used until its own time, and any other a little longer.
    #[test]
    fn until_when_slots_can_be_used() {
        let usable: Vec<_> = usable_until([0, 0, 0, 100, 400], 50, 10).collect();
        assert_eq!(usable, [(0, 10), (0, 50), (0, 100), (100, 150), (400, 410)]);
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
    fn programs_that_know_their_turn_go_one_after_the_other() {
        const PROGRAMS: u64 = 30;
        let step = nanos(interval(20));
        let mut shares: Vec<_> = (0..PROGRAMS).map(|_| Share::new(interval(20), PROGRAMS as u32)).collect();
        for (index, share) in shares.iter_mut().enumerate() {
            assert_eq!(share.when(7), 7, "without a turn, the first call goes at once");
            // In any round.
            share.set_turn(share.round() * (index as u64 % 4) + step * index as u64);
            // They begin at different times, some within their turn.
            share.not_before(SECOND + 70_000_000 * index as u64);
        }
        let mut gone = Vec::new();
        for share in &mut shares {
            let mut now = 0;
            while now < 20 * SECOND {
                let at = share.when(now);
                if at <= now {
                    share.follow(at);
                    gone.push(now);
                }
                // Late, but not too late.
                now = share.when(now) + LATE;
            }
        }
        gone.sort_unstable();
        assert!(most_in_a_second(&gone) <= 20, "{}", most_in_a_second(&gone));
        assert!(gone.len() as u64 >= 17 * 20 * 97 / 100, "{} calls", gone.len());
    }

    #[test]
    fn programs_that_do_not_know_their_turn_go_once_a_round() {
        let mut share = Share::new(interval(20), 8);
        share.follow(SECOND);
        let next = SECOND + share.round();
        assert_eq!(share.when(SECOND + 1), next);
        share.follow(next);
        assert_eq!(share.when(next), next + share.round());
        share.not_before(9 * SECOND);
        assert_eq!(share.when(2 * SECOND), 9 * SECOND);
        assert_eq!(share.when(10 * SECOND), 10 * SECOND - LATE, "what was not used is lost");
    }

    #[test]
    fn the_wait_of_every_call_in_a_queue_is_predicted() {
        let mut slots = Slots::new(interval(20), 20);
        let step = slots.interval;
        for now in [0, step, SECOND / 2, 2 * SECOND, 2 * SECOND + 1] {
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
