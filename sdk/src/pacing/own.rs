//! The slots of a quota that this program does not share.

use std::collections::BTreeMap;
use std::ops::Bound::{Excluded, Unbounded};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use super::gcra::{Clock, LATE, Slots, interval};

/// After this time, a slot has passed unused, since its caller's runtime was busy or idle, or the machine was
/// suspended. The caller takes another slot, since others that were in time should not wait for this one.
const TOO_LATE: u64 = 100_000_000;

/// A delay of a second separates calls from all earlier ones.
const MAX_DELAY: u64 = 1_000_000_000;

/// Assigns slots in the order in which callers arrive.
#[derive(Debug)]
pub(super) struct OwnSlots {
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    slots: Slots,
    /// How far the time of slots is behind: calls that are sent late delay all that follow, so that these do not move
    /// closer.
    delay: u64,
    /// The waiting callers, by their slots.
    ///
    /// The first of them is moved up as soon as an earlier slot has been given back, and the second once the first has
    /// been sent. So waiting calls are sent in order and at the rate, and a slot that is given back wakes one caller
    /// and not all of them.
    waiting: BTreeMap<u64, Arc<Waiter>>,
}

#[derive(Debug)]
struct Waiter {
    at: AtomicU64,
    moved: Notify,
}

impl OwnSlots {
    pub(super) fn new(rate: u32) -> Self {
        let state = State { slots: Slots::new(interval(rate), rate), delay: 0, waiting: BTreeMap::new() };
        OwnSlots { clock: Clock::new(), state: Mutex::new(state) }
    }

    /// Takes a slot if one is free now.
    pub(super) fn take(&self) -> bool {
        let mut state = self.state();
        let now = self.now(&state);
        state.slots.reserve(now, now).is_ok()
    }

    /// Waits for a slot. The error is the time until the next one, which comes too late.
    pub(super) async fn wait(&self, until: Instant) -> Result<(), Option<Duration>> {
        let until = self.clock.nanos_at(until);
        let Some(reservation) = self.reserve(until)? else { return Ok(()) };
        if reservation.sleep(until, TOO_LATE).await? {
            return Ok(());
        }
        if let Some(reservation) = self.reserve(until)? {
            reservation.sleep(until, u64::MAX).await?;
        }
        Ok(())
    }

    /// Reserves the next slot. A call that may be sent now needs none.
    fn reserve(&self, until: u64) -> Result<Option<Reservation<'_>>, Option<Duration>> {
        let mut state = self.state();
        let now = self.now(&state);
        let until = until.saturating_sub(state.delay);
        match state.slots.reserve(now, until) {
            Ok(at) if at <= now => Ok(None),
            Ok(at) => {
                let waiter = Arc::new(Waiter { at: AtomicU64::new(at), moved: Notify::new() });
                state.waiting.insert(at, waiter.clone());
                Ok(Some(Reservation { slots: self, waiter, is_used: false }))
            }
            Err(next) => Err(Some(Duration::from_nanos(next.saturating_sub(now)))),
        }
    }

    /// Returns the time of slots.
    fn now(&self, state: &State) -> u64 {
        self.clock.now().saturating_sub(state.delay)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Moves the first waiting caller up, if an earlier slot has been given back.
    fn move_up(&mut self, now: u64) {
        // Callers whose time has come may be on a busy runtime.
        let first = self.waiting.range((Excluded(now), Unbounded)).next().map(|(at, _)| *at);
        if let Some(at) = first
            && let Some(earlier) = self.slots.exchange(now, at)
            && let Some(waiter) = self.waiting.remove(&at)
        {
            waiter.at.store(earlier, Ordering::Relaxed);
            waiter.moved.notify_one();
            self.waiting.insert(earlier, waiter);
        }
    }
}

/// A slot for which a caller waits. If it is dropped before it is used, the slot is left to others.
struct Reservation<'a> {
    slots: &'a OwnSlots,
    waiter: Arc<Waiter>,
    is_used: bool,
}

impl Reservation<'_> {
    /// Waits for the slot on the caller's own timer. Returns whether the call may be sent or is too late. The error
    /// means that slots have been delayed beyond the call's deadline.
    async fn sleep(mut self, until: u64, too_late: u64) -> Result<bool, Option<Duration>> {
        loop {
            let delay = self.slots.state().delay;
            let at = self.at().saturating_add(delay);
            if at > until {
                return Err(None);
            }
            if timeout_at(self.slots.clock.instant_at(at), self.waiter.moved.notified()).await.is_ok() {
                continue;
            }
            let mut state = self.slots.state();
            let late = self.slots.clock.now().saturating_sub(self.at().saturating_add(state.delay));
            if self.at() > self.slots.now(&state) {
                continue;
            }
            if late <= too_late {
                state.delay += late.saturating_sub(LATE).min(MAX_DELAY);
                drop(state);
                self.is_used = true;
            }
            return Ok(late <= too_late);
        }
    }

    fn at(&self) -> u64 {
        self.waiter.at.load(Ordering::Relaxed)
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        let mut state = self.slots.state();
        let now = self.slots.now(&state);
        let at = self.at();
        state.waiting.remove(&at);
        if !self.is_used {
            state.slots.give_back(at);
        }
        state.move_up(now);
    }
}
