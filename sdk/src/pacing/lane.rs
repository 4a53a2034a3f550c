//! The queue for one action in one region.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until};

use super::slots::{Slots, interval, nanos};

/// Lets calls through at a rate, in the order in which they came.
///
/// While some wait, one task sleeps until the next slot and lets the first of them go, whether or not that one is being
/// polled: callers hold neither timers nor each other up.
#[derive(Debug)]
pub(super) struct Lane {
    product: String,
    action: String,
    region: String,
    rate: u32,
    /// The moment from which the slots' times count.
    start: Instant,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    slots: Slots,
    queue: VecDeque<Waiter>,
    /// Whether a task is there to let waiters go.
    driven: bool,
    /// At this length, waiters that have given up are taken out of the queue.
    crowd: usize,
}

/// A call that waits; it goes when it is sent a word, and has given up when nobody listens any more.
type Waiter = oneshot::Sender<()>;

/// Queues shorter than this are not searched for waiters that have given up.
const CROWD: usize = 64;

/// No slot in time: how long the wait would have been.
#[derive(Debug)]
pub(crate) struct NoSlot {
    action: String,
    wait: Duration,
    rate: u32,
}

impl fmt::Display for NoSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "not sent: {} is paced to {} a second, and this call's turn would have come {:.1} s from now, after its \
             timeout; call less often, or change the timeout or the pacing",
            self.action,
            self.rate,
            self.wait.as_secs_f64()
        )
    }
}

impl Lane {
    pub(super) fn new(product: &str, action: &str, region: &str, rate: u32) -> Self {
        let slots = Slots::new(interval(rate), rate);
        Lane {
            product: product.to_owned(),
            action: action.to_owned(),
            region: region.to_owned(),
            rate,
            start: Instant::now(),
            state: Mutex::new(State { slots, queue: VecDeque::new(), driven: false, crowd: CROWD }),
        }
    }

    pub(super) fn is_of(&self, product: &str, region: &str) -> bool {
        self.product == product && self.region == region
    }

    pub(super) async fn slot(self: &Arc<Self>, until: Instant) -> Result<(), NoSlot> {
        loop {
            let Some(go) = self.enter(until)? else { return Ok(()) };
            // Without a word, the task that drives the queue has gone, with its runtime: queue up again.
            if go.await.is_ok() {
                return Ok(());
            }
        }
    }

    /// Takes a slot at once where nobody waits and one is free; else queues up.
    fn enter(self: &Arc<Self>, until: Instant) -> Result<Option<oneshot::Receiver<()>>, NoSlot> {
        let mut guard = self.state();
        let state = &mut *guard;
        let now = self.now();
        if state.queue.is_empty() && state.slots.take(now).is_ok() {
            return Ok(None);
        }
        let last = nanos(until.saturating_duration_since(self.start));
        let late = |state: &State| state.slots.when(now, state.queue.len()) >= last;
        if state.queue.len() >= state.crowd || late(state) {
            state.queue.retain(|waiter| !waiter.is_closed());
            state.crowd = CROWD.max(2 * state.queue.len());
            if late(state) {
                let wait = state.slots.when(now, state.queue.len()) - now;
                let (action, wait) = (self.action.clone(), Duration::from_nanos(wait));
                return Err(NoSlot { action, wait, rate: self.rate });
            }
        }
        let (waiter, go) = oneshot::channel();
        state.queue.push_back(waiter);
        if !state.driven {
            tokio::spawn(Driver { lane: self.clone(), driving: true }.run());
            state.driven = true;
        }
        Ok(Some(go))
    }

    fn now(&self) -> u64 {
        nanos(self.start.elapsed())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The task that lets waiters go. Ends when nobody waits.
struct Driver {
    lane: Arc<Lane>,
    driving: bool,
}

impl Driver {
    async fn run(mut self) {
        while let Some(at) = self.step() {
            sleep_until(self.lane.start + Duration::from_nanos(at)).await;
        }
    }

    /// Lets everyone go who can. Says when the next one can, where one waits.
    fn step(&mut self) -> Option<u64> {
        let mut guard = self.lane.state();
        let state = &mut *guard;
        let now = self.lane.now();
        loop {
            // Who has given up leaves the slot to those behind.
            while state.queue.pop_front_if(|waiter| waiter.is_closed()).is_some() {}
            if state.queue.is_empty() {
                (state.driven, self.driving) = (false, false);
                return None;
            }
            if let Err(at) = state.slots.take(now) {
                return Some(at);
            }
            while state.queue.pop_front().is_some_and(|waiter| waiter.send(()).is_err()) {}
        }
    }
}

/// A runtime that ends takes its tasks along. Waiters of other runtimes then queue up again, and one of them drives.
impl Drop for Driver {
    fn drop(&mut self) {
        if self.driving {
            let mut state = self.lane.state();
            state.driven = false;
            state.queue.clear();
        }
    }
}
