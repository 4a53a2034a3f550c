//! The slots of a quota that programs share, as one of them has been granted them.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::gcra::{Clock, LATE, Slots, Unused, nanos};
use super::prefetch::Prefetch;
use super::shared::{ANSWER_TIMEOUT, MAX_AHEAD, Quota, Reserved, SharedLimiter, Source};

/// For how long not to ask again after the limiter had not enough slots. Programs that wait do not all ask for each slot then,
/// and those that call again as soon as a call fails load neither the limiter nor their machine.
const ASK_PAUSE: std::ops::Range<u64> = 20_000_000..250_000_000;

/// How often a call may be late since it asks whether the limiter is up again.
const LATE_PROBE_INTERVAL: u64 = 5_000_000_000;

/// Slots that were granted, for whoever comes first, and the callers that wait for more.
#[derive(Debug)]
pub(super) struct Pool {
    shared: Arc<SharedLimiter>,
    clock: Clock,
    state: Mutex<State>,
    /// There may be a slot, or nobody who asks for one.
    change: Notify,
}

#[derive(Debug)]
struct State {
    granted: Unused,
    /// How many callers have no slot yet.
    waiting: u32,
    /// How many slots have been asked for, and not been answered.
    asked: u32,
    /// When that was, the last time.
    asked_at: u64,
    /// The limiter has none to grant before that time.
    ask_from: u64,
    prefetch: Prefetch,
    /// When the last call went.
    last_used: u64,
    /// This program's share of the rate.
    own: Slots,
    /// Whether the limiter was up when it was last looked at.
    was_up: bool,
    /// When the limiter was last asked whether it is up again.
    probed_at: u64,
    /// How far ahead of the last answer slots were granted, to this program and to others.
    lead: u64,
    /// The time of one of this program's turns.
    turn: Option<u64>,
}

/// What a caller without a slot does next.
enum Step<'a> {
    /// Goes when this slot comes.
    Use(Held<'a>),
    /// Waits until something changes, and no longer than this.
    Wait(u64),
    /// Asks for slots.
    Ask(Question<'a>),
    /// Goes when this slot of its own share comes, if the limiter is still down.
    Share(Held<'a>),
}

impl Pool {
    pub(super) fn new(shared: Arc<SharedLimiter>, interval: Duration) -> Self {
        let own = Slots::new(interval.saturating_mul(shared.participants()), 1);
        let state = State {
            granted: Unused::default(),
            waiting: 0,
            asked: 0,
            asked_at: 0,
            ask_from: 0,
            prefetch: Prefetch::new(),
            last_used: 0,
            own,
            was_up: true,
            probed_at: 0,
            lead: 0,
            turn: None,
        };
        Pool { shared, clock: Clock::new(), state: Mutex::new(state), change: Notify::new() }
    }

    /// Waits for a slot. The error is the time until the next one, if that is known.
    pub(super) async fn slot(&self, quota: &Quota<'_>, until: Instant) -> Result<(), Option<Duration>> {
        let until = self.clock.nanos_at(until);
        let mut is_second = false;
        loop {
            let held = self.next(quota, until).await?;
            held.sleep_until(held.at).await;
            // A slot that has passed, since this program or its machine was suspended, is given up for another one, once.
            if is_second || !held.is_late() {
                held.spend();
                return Ok(());
            }
            is_second = true;
        }
    }

    /// Gets a slot, which may be in the future.
    async fn next(&self, quota: &Quota<'_>, until: u64) -> Result<Held<'_>, Option<Duration>> {
        let waiting = Waiting::new(self);
        loop {
            let mut changed = pin!(self.change.notified());
            // Before the look: what changes after it is not missed.
            changed.as_mut().enable();
            match self.step(until) {
                Step::Use(held) => {
                    drop(waiting);
                    return Ok(held);
                }
                Step::Wait(_) if self.clock.now() >= until => return Err(None),
                Step::Wait(at) => drop(timeout_at(self.clock.instant_at(at.min(until)), changed).await),
                Step::Ask(question) => self.ask_for_all(quota, until, question).await?,
                Step::Share(held) => {
                    if let Some(held) = self.share(quota, until, held).await? {
                        return Ok(held);
                    }
                }
            }
        }
    }

    /// Makes use of a slot of the own share, unless the limiter is up again.
    async fn share<'a>(
        &'a self,
        quota: &Quota<'_>,
        until: u64,
        mut held: Held<'a>,
    ) -> Result<Option<Held<'a>>, Option<Duration>> {
        // A limiter that does not answer is not to delay the call, which would then meet those of other programs.
        let ask_at = held.at.saturating_sub(nanos(ANSWER_TIMEOUT));
        let comes_in_time = self.clock.now() <= ask_at;
        held.sleep_until(ask_at).await;
        let is_probe = self.shared.source() == Source::OwnAndProbe && self.may_probe(comes_in_time);
        if !is_probe {
            held.sleep_until(held.at).await;
        }
        match self.shared.source() {
            Source::Shared => return Ok(None),
            Source::SharedWithinOwn => {}
            Source::OwnAndProbe if is_probe => {}
            Source::OwnAndProbe | Source::Own => return Ok(Some(held)),
        }
        let slot = self.ask(quota, until, 1).await?.and_then(|granted| granted.slots.first().copied());
        if let Some(slot) = slot {
            held.at = held.at.max(slot);
        } else if self.shared.source() == Source::Own {
            held.at = held.at.max(self.clock.now());
        } else {
            return Ok(None);
        }
        Ok(Some(held))
    }

    /// Whether to ask if the limiter is up again. If it does not answer before the slot comes, only from time to time.
    fn may_probe(&self, comes_in_time: bool) -> bool {
        let mut state = self.state();
        let now = self.clock.now();
        let may = comes_in_time || now >= state.probed_at.saturating_add(LATE_PROBE_INTERVAL);
        if may {
            state.probed_at = now;
        }
        may
    }

    fn step(&self, until: u64) -> Step<'_> {
        let mut guard = self.state();
        let state = &mut *guard;
        let now = self.clock.now();
        if state.granted.expire(now) > 0 {
            state.prefetch.wasted();
        }
        if let Some(at) = state.granted.take(now, until.max(now)) {
            return Step::Use(Held::new(self, at, Kind::Granted));
        }
        if self.shared.source() == Source::Shared {
            state.was_up = true;
            if now < state.ask_from {
                return Step::Wait(state.ask_from);
            }
            let needed = state.waiting.saturating_add(state.prefetch.extra());
            let overdue_at = state.asked_at.saturating_add(nanos(ANSWER_TIMEOUT));
            let wanted = match needed.saturating_sub(state.asked) {
                0 if now < overdue_at => return Step::Wait(overdue_at),
                // Whoever asked is not there to hear the answer: its runtime is idle.
                0 => needed,
                wanted => wanted,
            };
            state.asked = state.asked.saturating_add(wanted);
            state.asked_at = now;
            return Step::Ask(Question { pool: self, wanted });
        }
        if std::mem::take(&mut state.was_up) {
            state.probed_at = now;
            // Until then, others use what they were granted.
            state.own.restart(now.saturating_add(state.lead), state.turn);
        }
        match state.own.reserve(now, until.min(now.saturating_add(nanos(MAX_AHEAD)))) {
            Ok(at) => Step::Share(Held::new(self, at, Kind::Own)),
            Err(_) => Step::Wait(now.saturating_add(nanos(ANSWER_TIMEOUT))),
        }
    }

    /// Asks for slots for callers that wait. The error is the time until the next one, if it comes too late for this one.
    async fn ask_for_all(&self, quota: &Quota<'_>, until: u64, question: Question<'_>) -> Result<(), Option<Duration>> {
        let asked_at = self.clock.now();
        let Some(Granted { slots, next }) = self.ask(quota, until, question.wanted).await? else {
            // All use their own share now.
            self.change.notify_waiters();
            return Ok(());
        };
        let mut state = self.state();
        let now = self.clock.now();
        if slots.len() < question.wanted as usize {
            let pause = fastrand::u64(ASK_PAUSE).min(next.saturating_sub(now));
            state.ask_from = next.saturating_sub(nanos(MAX_AHEAD)).max(now).saturating_add(pause.max(ASK_PAUSE.start));
        }
        if slots.is_empty() {
            return if next > until { Err(Some(Duration::from_nanos(next - now))) } else { Ok(()) };
        }
        // Right after another call, and its slot had come before the answer did.
        if slots.first().is_some_and(|at| *at <= now)
            && asked_at <= state.last_used.saturating_add(nanos(quota.interval))
        {
            state.prefetch.held_up(Duration::from_nanos(now - asked_at), quota.interval);
        }
        slots.iter().for_each(|at| state.granted.put(*at));
        drop(state);
        // This caller takes one. The others may have come meanwhile.
        slots.iter().for_each(|_| self.change.notify_one());
        Ok(())
    }

    /// Asks for slots; none without an answer. The error is that the deadline came first.
    async fn ask(&self, quota: &Quota<'_>, until: u64, wanted: u32) -> Result<Option<Granted>, Option<Duration>> {
        let now = self.clock.now();
        let within = Duration::from_nanos(until.saturating_sub(now)).min(MAX_AHEAD);
        let answer = self.shared.ask(quota, wanted, within);
        let Ok(answer) = timeout_at(self.clock.instant_at(until.max(now)), answer).await else { return Err(None) };
        let Some(Reserved { slots, next, turn }) = answer else { return Ok(None) };
        let mut state = self.state();
        let now = self.clock.now();
        let at = |wait: Duration| now.saturating_add(nanos(wait));
        state.lead = nanos(next.min(MAX_AHEAD));
        state.turn = turn.map(at);
        Ok(Some(Granted { slots: slots.into_iter().filter(|wait| *wait <= within).map(at).collect(), next: at(next) }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A caller that has no slot yet.
struct Waiting<'a>(&'a Pool);

impl<'a> Waiting<'a> {
    fn new(pool: &'a Pool) -> Self {
        pool.state().waiting += 1;
        Waiting(pool)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.state().waiting -= 1;
    }
}

/// The times of slots that were granted, and of the one after them.
struct Granted {
    slots: Vec<u64>,
    next: u64,
}

/// Slots that are being asked for. When it ends, answered or not, others may ask.
struct Question<'a> {
    pool: &'a Pool,
    wanted: u32,
}

impl Drop for Question<'_> {
    fn drop(&mut self) {
        self.pool.state().asked -= self.wanted;
        self.pool.change.notify_one();
    }
}

/// A slot that a caller has taken. If it is dropped before it is used, the slot is left to others.
struct Held<'a> {
    pool: &'a Pool,
    at: u64,
    kind: Kind,
    is_used: bool,
}

#[derive(Clone, Copy)]
enum Kind {
    Granted,
    /// Of this program's own share.
    Own,
}

impl<'a> Held<'a> {
    fn new(pool: &'a Pool, at: u64, kind: Kind) -> Self {
        Held { pool, at, kind, is_used: false }
    }

    /// Waits until a time, on the caller's own timer.
    async fn sleep_until(&self, at: u64) {
        if at > self.pool.clock.now() {
            sleep_until(self.pool.clock.instant_at(at)).await;
        }
    }

    fn is_late(&self) -> bool {
        self.pool.clock.now() > self.at.saturating_add(LATE)
    }

    /// Uses the slot.
    fn spend(mut self) {
        self.is_used = true;
        let mut state = self.pool.state();
        state.last_used = self.pool.clock.now().max(self.at);
        let at = state.last_used;
        state.own.follow(at);
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if self.is_used {
            return;
        }
        let mut state = self.pool.state();
        match self.kind {
            Kind::Granted => state.granted.put(self.at),
            Kind::Own => state.own.give_back(self.at),
        }
        drop(state);
        self.pool.change.notify_one();
    }
}
