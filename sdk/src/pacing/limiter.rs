//! The rate limiter of one action in one region: a queue, and the slots that are free for it.
//!
//! Invariant: **every waiter is released in its order, or returns by its deadline.** Two things could break this, and
//! both are prevented: a queue without a driver, and a lost slot.
//!
//! - While the queue is not empty, `QueueState::driver` names the runtime of a task that drives it: `enter` sets both
//!   under one lock, and the driver clears `driver` only under the lock and with an empty queue. A driver that is
//!   dropped with its runtime empties the queue, which wakes all waiters; they enter again, and one of them starts a
//!   driver. A driver in another runtime may be idle, so its waiters keep their own timers for their deadlines.
//! - A slot is taken only by the caller that uses it, or by the driver for the first waiter that is still listening.
//!   Waiters that have given up are skipped, so they do not delay those behind them.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::{Handle, Id};
use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::gcra::{LATE, Slots, interval, nanos};
use super::shared::{Quota, SharedLimiter, Source};
use crate::clock::milliseconds;

/// Lets calls through at a rate, in the order in which they arrived.
///
/// While calls wait, one task sleeps until the next slot and then releases the first call, whether or not that call is
/// being polled. Callers therefore need no timers, and do not delay each other.
#[derive(Debug)]
pub(super) struct RateLimiter {
    product: String,
    action: String,
    region: String,
    rate: u32,
    shared: Option<Arc<SharedLimiter>>,
    /// The moment from which the times of slots are counted.
    start: Instant,
    state: Mutex<QueueState>,
}

#[derive(Debug)]
struct QueueState {
    /// The slots of the rate or, if the rate is shared, of this program's share.
    slots: Slots,
    queue: VecDeque<Waiter>,
    /// The runtime of the task that drives the queue, if there is one.
    driver: Option<Id>,
    /// The queue is pruned when it reaches this length.
    prune_at: usize,
    /// No waiter has an earlier deadline.
    earliest_deadline: u64,
}

/// A waiting call. It proceeds when it is woken, and has given up if its receiver is closed.
#[derive(Debug)]
struct Waiter {
    wakeup: oneshot::Sender<()>,
    deadline: u64,
}

/// Shorter queues are not searched for waiters that have given up.
const MIN_PRUNE: usize = 64;

/// The error of a call for which there is no slot in time.
#[derive(Debug)]
pub(crate) struct NoSlot {
    action: String,
    rate: u32,
    /// How long the call would have had to wait, if known.
    wait: Option<Duration>,
}

impl fmt::Display for NoSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not sent: {} is limited to {} calls per second, and the next free slot ", self.action, self.rate)?;
        match self.wait {
            Some(wait) => write!(f, "is {:.1} s away, after the call's timeout", wait.as_secs_f64())?,
            None => f.write_str("is not within the call's timeout")?,
        }
        f.write_str("; call less often, or change the timeout or the pacing")
    }
}

impl RateLimiter {
    pub(super) fn new(
        product: &str,
        action: &str,
        region: &str,
        rate: u32,
        shared: Option<Arc<SharedLimiter>>,
    ) -> Self {
        let slots = match &shared {
            None => Slots::new(interval(rate), rate),
            Some(shared) => Slots::new(interval(rate).saturating_mul(shared.participants()), 1),
        };
        let queue = VecDeque::new();
        RateLimiter {
            product: product.to_owned(),
            action: action.to_owned(),
            region: region.to_owned(),
            rate,
            shared,
            start: Instant::now(),
            state: Mutex::new(QueueState {
                slots,
                queue,
                driver: None,
                prune_at: MIN_PRUNE,
                earliest_deadline: u64::MAX,
            }),
        }
    }

    pub(super) fn is_of(&self, product: &str, region: &str) -> bool {
        self.product == product && self.region == region
    }

    /// Waits for a slot.
    pub(super) async fn slot(self: &Arc<Self>, until: Instant) -> Result<(), NoSlot> {
        let deadline = nanos(until.saturating_duration_since(self.start));
        loop {
            let Some((wakeup, driver)) = self.enter(deadline)? else { return Ok(()) };
            let entered = Instant::now();
            let woken = if driver == Handle::current().id() {
                wakeup.await.ok()
            } else {
                // Another runtime may be idle, and its driver would then miss the deadline.
                timeout_at(until, wakeup).await.ok().and_then(Result::ok)
            };
            if woken.is_some() {
                tracing::debug!(waited_ms = milliseconds(entered.elapsed()), rate = self.rate, "rate limited");
                return Ok(());
            }
            // Not woken: either the deadline has passed, or the driver was dropped with its runtime.
            if self.now() >= deadline {
                return Err(self.no_slot(None));
            }
            // If this runtime is shutting down, no driver will ever run: yield, so that the runtime can drop this call.
            yield_now().await;
        }
    }

    /// Takes a slot if one is free and no call is waiting. Otherwise joins the queue, and returns the runtime that
    /// drives it.
    fn enter(self: &Arc<Self>, deadline: u64) -> Result<Option<(oneshot::Receiver<()>, Id)>, NoSlot> {
        let mut guard = self.state();
        let state = &mut *guard;
        let now = self.now();
        let is_own = self.shared.is_none();
        if is_own && state.queue.is_empty() && state.slots.take(now).is_ok() {
            return Ok(None);
        }
        let is_late = |state: &QueueState| is_own && state.slots.when(now, state.queue.len()) >= deadline;
        if state.queue.len() >= state.prune_at || is_late(state) {
            state.prune(now);
            if is_late(state) {
                let wait = state.slots.when(now, state.queue.len()) - now;
                return Err(self.no_slot(Some(Duration::from_nanos(wait))));
            }
        }
        let (wakeup, receiver) = oneshot::channel();
        state.queue.push_back(Waiter { wakeup, deadline });
        state.earliest_deadline = state.earliest_deadline.min(deadline);
        // Checked under the same lock as the queue, so that a queue that is not empty always has a driver.
        let is_driven = state.driver.is_some();
        let driver = *state.driver.get_or_insert_with(|| Handle::current().id());
        drop(guard);
        if !is_driven {
            // Not under the lock: if the runtime is shutting down, the driver is dropped immediately, and locks.
            tokio::spawn(Driver { limiter: self.clone(), driving: true, missed: false }.run());
        }
        Ok(Some((receiver, driver)))
    }

    fn no_slot(&self, wait: Option<Duration>) -> NoSlot {
        NoSlot { action: self.action.clone(), rate: self.rate, wait }
    }

    fn quota(&self) -> Quota<'_> {
        let RateLimiter { product, action, region, rate, .. } = self;
        Quota { product, action, region, rate: *rate, interval: interval(*rate) }
    }

    fn now(&self) -> u64 {
        nanos(self.start.elapsed())
    }

    fn state(&self) -> MutexGuard<'_, QueueState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl QueueState {
    /// Removes waiters that have given up or whose deadline has passed.
    fn prune(&mut self, now: u64) {
        self.queue.retain(|waiter| waiter.deadline > now && !waiter.wakeup.is_closed());
        self.earliest_deadline = self.queue.iter().map(|waiter| waiter.deadline).min().unwrap_or(u64::MAX);
        self.prune_at = MIN_PRUNE.max(2 * self.queue.len());
    }

    /// Releases the first waiter that has not given up.
    fn release_next(&mut self) {
        while self.queue.pop_front().is_some_and(|waiter| waiter.wakeup.send(()).is_err()) {}
    }
}

/// The task that drives a queue: it releases waiters, and ends when none are left.
struct Driver {
    limiter: Arc<RateLimiter>,
    driving: bool,
    /// Whether the last shared slot came too late and was given up in favor of another.
    missed: bool,
}

/// The next step of a driver.
enum Step {
    Sleep(u64),
    /// Ask the shared limiter for the next slot.
    Ask,
    End,
}

impl Driver {
    async fn run(mut self) {
        // A slot of the shared quota, for whichever call is first when the slot comes.
        let mut taken = None;
        loop {
            match self.step(&mut taken) {
                Step::Sleep(until) => sleep_until(self.limiter.start + Duration::from_nanos(until)).await,
                Step::Ask => {
                    let Some(shared) = &self.limiter.shared else { return };
                    let wait = shared.ask(&self.limiter.quota()).await;
                    taken = wait.map(|wait| self.limiter.now().saturating_add(nanos(wait)));
                }
                Step::End => return,
            }
        }
    }

    /// Releases every waiter that may proceed now.
    fn step(&mut self, taken: &mut Option<u64>) -> Step {
        let mut guard = self.limiter.state();
        let state = &mut *guard;
        let now = self.limiter.now();
        if now >= state.earliest_deadline {
            state.prune(now);
        }
        loop {
            // Those that have given up leave the slot to those behind them.
            while state.queue.pop_front_if(|waiter| waiter.wakeup.is_closed()).is_some() {}
            if state.queue.is_empty() {
                // Under the same lock as the check, so that the next waiter finds no driver and starts one.
                (state.driver, self.driving) = (None, false);
                return Step::End;
            }
            let source = self.limiter.shared.as_ref().map_or(Source::Own, |shared| shared.source());
            let at = match (*taken, source) {
                (Some(at), _) => at,
                (None, Source::Shared) => return Step::Ask,
                (None, Source::SharedWithinOwn | Source::Own) => state.slots.when(now, 0),
            };
            if at > now {
                return Step::Sleep(at.min(state.earliest_deadline));
            }
            match taken.take() {
                // The machine was suspended. Other programs rely on the slot's time, so it is given up; a second late
                // slot in a row is used.
                Some(at) if now - at > 2 * LATE && !self.missed => {
                    self.missed = true;
                    return Step::Ask;
                }
                Some(at) => state.slots.follow(at),
                None if source == Source::SharedWithinOwn => return Step::Ask,
                None => drop(state.slots.take(now)),
            }
            self.missed = false;
            state.release_next();
        }
    }
}

/// A driver that is dropped with its runtime wakes all waiters; they enter again, and one of them starts a driver.
impl Drop for Driver {
    fn drop(&mut self) {
        if self.driving {
            let mut state = self.limiter.state();
            state.driver = None;
            state.queue.clear();
        }
    }
}
