//! The slots that this program has of a quota that it shares with others.
//!
//! Slots come in small batches, from the [`SharedLimiter`]. They are kept here until their time has come, for whoever is
//! the first in line then: a caller that gives up loses no slot. Invariant: **a slot is taken from the others only if
//! someone will use it.**
//!
//! - Only one question is asked at a time, for the first in line, and with its deadline: what comes later is not reserved.
//! - While slots are scarce, a program has one at a time, in which all programs are equal. More than one it asks for only
//!   as far ahead as [`AHEAD`], so that the round trip does not bound the rate; and no more than wait, or have been used
//!   in as much time before.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::gcra::{LATE, Share, interval, nanos, usable_until};
use super::question::{ANSWER_TIMEOUT, Answer, Question};
use super::shared::{Quota, SharedLimiter, SlotRequest, Source};

/// How far ahead a program asks for more slots than one.
const AHEAD: Duration = Duration::from_millis(200);

/// For how long after its last slot a program assumes that others have reserved as much as it saw.
const LEAD_KNOWN: u64 = 2_000_000_000;

/// No slot is further away; a longer wait can only be an error.
const MAX_WAIT: Duration = Duration::from_secs(3_600);

/// Whose slots these are. Lives as long as a question, which can outlive all callers.
#[derive(Debug)]
pub(super) struct QuotaName {
    pub(super) product: String,
    pub(super) action: String,
    pub(super) region: String,
    pub(super) rate: u32,
}

impl QuotaName {
    fn quota(&self) -> Quota<'_> {
        let QuotaName { product, action, region, rate } = self;
        Quota { product, action, region, rate: *rate, interval: interval(*rate) }
    }
}

/// What the first in line has to do.
#[derive(Debug)]
pub(super) enum Step {
    /// It has a slot.
    Go,
    /// There is none in time. How long the wait would be, if that is known.
    Refuse(Option<u64>),
    /// To look again at that time, or when the question has been answered.
    Wait(u64, Option<Arc<Question>>),
}

/// A slot that this program may use.
#[derive(Clone, Copy, Debug)]
struct Slot {
    at: u64,
    /// The last moment at which it can be used: other programs rely on its time.
    until: u64,
}

#[derive(Debug)]
pub(super) struct Pool {
    limiter: Arc<SharedLimiter>,
    name: Arc<QuotaName>,
    /// While the limiter is down.
    share: Share,
    /// The slots that have not been used, in ascending order.
    slots: VecDeque<Slot>,
    /// When slots were used recently.
    used: VecDeque<u64>,
    question: Option<Arc<Question>>,
    /// The limiter has no slot before that time.
    next: u64,
    /// How far ahead that was, when it answered.
    lead: u64,
    answered_at: u64,
    /// Whether the last slots came from the limiter alone.
    is_up: bool,
    /// The slot that the first in line waits for.
    awaited: Option<u64>,
    /// Whether the last awaited slot was given up because its caller came too late.
    missed: bool,
}

impl Pool {
    pub(super) fn new(limiter: Arc<SharedLimiter>, name: Arc<QuotaName>) -> Self {
        let share = Share::new(interval(name.rate), limiter.participants());
        Pool {
            limiter,
            name,
            share,
            slots: VecDeque::new(),
            used: VecDeque::new(),
            question: None,
            next: 0,
            lead: 0,
            answered_at: 0,
            is_up: true,
            awaited: None,
            missed: false,
        }
    }

    /// Takes a slot that can be used now.
    pub(super) fn take(&mut self, now: u64) -> bool {
        while let Some(slot) = self.slots.pop_front_if(|slot| slot.at <= now) {
            // A second one that was waited for is used even if it is late: this machine is slow.
            let was_awaited = self.awaited == Some(slot.at);
            if now <= slot.until || (was_awaited && self.missed) {
                self.missed = false;
                self.share.follow(slot.at);
                self.used.push_back(now);
                return true;
            }
            self.missed |= was_awaited;
        }
        let is_turn = self.source(now) == Source::Own && self.turn(now) <= now;
        if is_turn {
            self.share.follow(self.share.when(now));
        }
        is_turn
    }

    /// When a call may go without the limiter.
    fn turn(&self, now: u64) -> u64 {
        let turn = self.share.when(now).max(now);
        match &self.question {
            // A call that would go at once first sees whether the limiter answers.
            Some(question) => turn.max(question.attended_since(now).saturating_add(LATE / 2)),
            None if self.limiter.is_probe_due() => turn.max(now.saturating_add(1)),
            None => turn,
        }
    }

    /// The earliest time at which a call can go that has this many others before it.
    pub(super) fn earliest(&mut self, now: u64, others: usize) -> u64 {
        let earliest = match (self.slots.get(others).map(|slot| slot.at), self.source(now)) {
            (Some(slot), _) => slot,
            // Someone must wait for the answer, or the limiter would seem to be down for as long as no one has time for a turn.
            (None, Source::Own) if self.question.is_some() || self.limiter.is_probe_due() => now,
            (None, Source::Own) => {
                self.share.when(now).saturating_add(self.share.round().saturating_mul(others as u64))
            }
            (None, _) => self.next,
        };
        earliest.max(now)
    }

    /// When a call will go that has this many others before it, if no other program calls.
    pub(super) fn estimate(&self, now: u64, others: usize) -> u64 {
        now.saturating_add(nanos(interval(self.name.rate)).saturating_mul(others as u64))
    }

    /// Looks for a slot for the first of those who wait.
    pub(super) fn step(&mut self, now: u64, deadline: u64, waiting: usize) -> Step {
        self.give_up_question(now);
        if self.limiter.is_probe_due() {
            self.ask(now, 0, 0);
        }
        if self.take(now) {
            return Step::Go;
        }
        // A caller may come a little late for its slot, and must still be in time.
        let deadline = deadline.saturating_sub(2 * LATE);
        let source = self.source(now);
        let is_asking = source == Source::Own && self.question.is_some();
        // A turn that an answer delays is still in time.
        let latest = if is_asking { deadline.saturating_add(LATE) } else { deadline };
        if latest <= now {
            return Step::Refuse(None);
        }
        let slot = self.slots.front().map(|slot| slot.at).filter(|slot| *slot < deadline);
        self.awaited = slot;
        let turn = match source {
            Source::Shared => now,
            Source::SharedWithinOwn => self.share.when(now).max(now),
            Source::Own => self.turn(now),
        };
        let at = match (source, slot) {
            (Source::Own, slot) => slot.map_or(turn, |slot| slot.min(turn)),
            (_, Some(slot)) => {
                if source == Source::Shared {
                    self.ask_ahead(now, waiting);
                }
                slot
            }
            (_, None) if turn > now => turn,
            (_, None) if self.question.is_none() && self.next >= deadline => self.next,
            (_, None) => {
                let slots = if source == Source::Shared { self.wanted(now, waiting) } else { 1 };
                self.ask(now, slots, deadline - now);
                return self.wait(now, deadline);
            }
        };
        if at >= latest && !is_asking { Step::Refuse(Some(at - now)) } else { self.wait(now, at.min(latest)) }
    }

    /// Waits until a time at most: the open question may be answered or given up before.
    fn wait(&self, now: u64, at: u64) -> Step {
        let question = self.question.clone();
        Step::Wait(question.iter().map(|question| question.given_up_at(now)).fold(at, u64::min), question)
    }

    /// Records the answer to a question, unless it has been given up.
    pub(super) fn answer(&mut self, question: &Arc<Question>, answer: Answer, now: u64) {
        let Some(question) = self.question.take_if(|current| Arc::ptr_eq(current, question)) else { return };
        let reserved = match answer {
            Ok(reserved) => reserved,
            Err(problem) => return self.limiter.is_down(problem),
        };
        self.limiter.is_up();
        if question.is_stale(now) {
            return;
        }
        let at = |wait: Duration| now.saturating_add(nanos(wait.min(MAX_WAIT)));
        let times: Vec<_> = reserved.slots.iter().map(|wait| at(*wait)).collect();
        let last = times.last().copied();
        let slots = usable_until(times, nanos(interval(self.name.rate)), LATE);
        self.slots.extend(slots.map(|(at, until)| Slot { at, until }));
        // Whatever the limiter says, it is not asked again at once for what it did not have.
        let at_least = last.unwrap_or(question.asked_at.saturating_add(question.within));
        self.next = at(reserved.next).max(at_least);
        self.lead = self.next - now;
        self.answered_at = now;
        if let Some(turn) = reserved.turn {
            self.share.set_turn(at(turn));
        }
    }

    fn source(&mut self, now: u64) -> Source {
        let source = self.limiter.source(Duration::from_nanos(self.share.round()));
        if source == Source::Shared {
            self.is_up = true;
        } else if std::mem::take(&mut self.is_up) {
            // The slots that programs hold are used before the first turn.
            self.share.not_before(now.saturating_add(nanos(self.lead(now))));
            self.next = 0;
        }
        source
    }

    /// How far ahead slots can be reserved now, as far as this program knows, and one slot more.
    fn lead(&self, now: u64) -> Duration {
        let is_recent = now.saturating_sub(self.answered_at) <= self.lead.saturating_add(LEAD_KNOWN);
        if is_recent && self.lead > 0 {
            Duration::from_nanos(self.lead) + interval(self.name.rate)
        } else {
            Duration::ZERO
        }
    }

    /// How many slots this program will use, as it seems.
    fn wanted(&mut self, now: u64, waiting: usize) -> usize {
        let since = now.saturating_sub(nanos(AHEAD));
        while self.used.pop_front_if(|used| *used < since).is_some() {}
        waiting.max(self.used.len()).min(self.name.rate as usize)
    }

    /// Asks for further slots, if there are few left and more in the near future.
    fn ask_ahead(&mut self, now: u64, waiting: usize) {
        let wanted = self.wanted(now, waiting);
        let within = nanos(AHEAD);
        if self.question.is_none() && self.slots.len() * 2 <= wanted && self.next < now.saturating_add(within) {
            self.ask(now, wanted - self.slots.len(), within);
        }
    }

    /// Asks for slots, unless a question is still open.
    fn ask(&mut self, now: u64, slots: usize, within: u64) {
        if self.question.is_some() {
            return;
        }
        let within = within.min(nanos(MAX_WAIT));
        let request = SlotRequest {
            slots: u32::try_from(slots).unwrap_or(u32::MAX),
            within: Duration::from_nanos(within),
            ahead: AHEAD,
            lead: self.lead(now),
        };
        let (limiter, name) = (self.limiter.clone(), self.name.clone());
        let future = async move { limiter.reserve(&name.quota(), request).await };
        self.question = Some(Arc::new(Question::new(now, within, future)));
    }

    /// Gives up a question that has not been answered in time.
    fn give_up_question(&mut self, now: u64) {
        if self.question.take_if(|question| question.given_up_at(now) <= now).is_some() {
            self.limiter.is_down(format!("no answer within {ANSWER_TIMEOUT:?}"));
        }
    }
}
