//! The queue for one action in one region.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::{Handle, Id};
use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::shared::{Quota, Shared, Way};
use super::slots::{LATE, Slots, interval, nanos};

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
    shared: Option<Arc<Shared>>,
    /// The moment from which the slots' times count.
    start: Instant,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// The rate's slots; of a rate that is shared, those of this program's share.
    slots: Slots,
    queue: VecDeque<Waiter>,
    /// The runtime of the task that lets waiters go, while there is one.
    driver: Option<Id>,
    /// At this length, waiters that have given up are taken out of the queue.
    crowd: usize,
    /// No waiter's time is up before this.
    first_end: u64,
}

/// A call that waits; it goes when it is sent a word, and has given up when nobody listens any more.
#[derive(Debug)]
struct Waiter {
    go: oneshot::Sender<()>,
    /// When its time is up.
    end: u64,
}

/// Queues shorter than this are not searched for waiters that have given up.
const CROWD: usize = 64;

/// No slot in time: how long the wait would have been.
#[derive(Debug)]
pub(crate) struct NoSlot {
    action: String,
    rate: u32,
    /// How long the call would have had to wait, where that was known.
    wait: Option<Duration>,
}

impl fmt::Display for NoSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not sent: {} is paced to {} a second, and this call's turn ", self.action, self.rate)?;
        match self.wait {
            Some(wait) => write!(f, "would have come {:.1} s from now, after its timeout", wait.as_secs_f64())?,
            None => f.write_str("did not come within its timeout")?,
        }
        f.write_str("; call less often, or change the timeout or the pacing")
    }
}

impl Lane {
    pub(super) fn new(product: &str, action: &str, region: &str, rate: u32, shared: Option<Arc<Shared>>) -> Self {
        let slots = match &shared {
            None => Slots::new(interval(rate), rate),
            Some(shared) => Slots::new(interval(rate).saturating_mul(shared.pace.participants().max(1)), 1),
        };
        let state = State { slots, queue: VecDeque::new(), driver: None, crowd: CROWD, first_end: u64::MAX };
        Lane {
            product: product.to_owned(),
            action: action.to_owned(),
            region: region.to_owned(),
            rate,
            shared,
            start: Instant::now(),
            state: Mutex::new(state),
        }
    }

    pub(super) fn is_of(&self, product: &str, region: &str) -> bool {
        self.product == product && self.region == region
    }

    pub(super) async fn slot(self: &Arc<Self>, until: Instant) -> Result<(), NoSlot> {
        let end = nanos(until.saturating_duration_since(self.start));
        loop {
            let Some((go, driver)) = self.enter(end)? else { return Ok(()) };
            let began = Instant::now();
            let word = if driver == Handle::current().id() {
                go.await.ok()
            } else {
                // Another runtime can rest, and its task say nothing when the time is up.
                timeout_at(until, go).await.ok().and_then(Result::ok)
            };
            if word.is_some() {
                tracing::debug!(waited_ms = began.elapsed().as_millis() as u64, rate = self.rate, "paced");
                return Ok(());
            }
            // Without a word, the time is up; or the task that drives the queue has gone, with its runtime.
            if self.now() >= end {
                return Err(self.no_slot(None));
            }
            // Where this runtime is ending, no driver will ever come: let it end this call.
            yield_now().await;
        }
    }

    /// Takes a slot at once where nobody waits and one is free; else queues up, and gives the runtime that drives the queue.
    fn enter(self: &Arc<Self>, end: u64) -> Result<Option<(oneshot::Receiver<()>, Id)>, NoSlot> {
        let mut guard = self.state();
        let state = &mut *guard;
        let now = self.now();
        let alone = self.shared.is_none();
        if alone && state.queue.is_empty() && state.slots.take(now).is_ok() {
            return Ok(None);
        }
        let is_late = |state: &State| alone && state.slots.when(now, state.queue.len()) >= end;
        if state.queue.len() >= state.crowd || is_late(state) {
            state.clear_out(now);
            if is_late(state) {
                let wait = state.slots.when(now, state.queue.len()) - now;
                return Err(self.no_slot(Some(Duration::from_nanos(wait))));
            }
        }
        let (go, word) = oneshot::channel();
        state.queue.push_back(Waiter { go, end });
        state.first_end = state.first_end.min(end);
        let is_driven = state.driver.is_some();
        let driver = *state.driver.get_or_insert_with(|| Handle::current().id());
        drop(guard);
        if !is_driven {
            // Not under the lock, which the driver takes when it is dropped: at once, where its runtime is ending.
            tokio::spawn(Driver { lane: self.clone(), driving: true, missed: false }.run());
        }
        Ok(Some((word, driver)))
    }

    fn no_slot(&self, wait: Option<Duration>) -> NoSlot {
        NoSlot { action: self.action.clone(), rate: self.rate, wait }
    }

    fn quota(&self) -> Quota<'_> {
        let Lane { product, action, region, rate, .. } = self;
        Quota { product, action, region, rate: *rate, interval: interval(*rate) }
    }

    fn now(&self) -> u64 {
        nanos(self.start.elapsed())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes those out of the queue who have given up, or whose time is up.
    fn clear_out(&mut self, now: u64) {
        self.queue.retain(|waiter| waiter.end > now && !waiter.go.is_closed());
        self.first_end = self.queue.iter().map(|waiter| waiter.end).min().unwrap_or(u64::MAX);
        self.crowd = CROWD.max(2 * self.queue.len());
    }

    /// Lets the first waiter go who has not given up.
    fn let_go(&mut self) {
        while self.queue.pop_front().is_some_and(|waiter| waiter.go.send(()).is_err()) {}
    }
}

/// The task that lets waiters go. Ends when nobody waits.
struct Driver {
    lane: Arc<Lane>,
    driving: bool,
    /// Whether a shared slot that was missed has been given up for another one.
    missed: bool,
}

/// What a driver does next.
enum Step {
    Sleep(u64),
    /// Ask those who share the quota for its next slot.
    Ask,
    End,
}

impl Driver {
    async fn run(mut self) {
        // A slot of the shared quota that has been taken for whoever is first when it comes.
        let mut taken = None;
        loop {
            match self.step(&mut taken) {
                Step::Sleep(until) => sleep_until(self.lane.start + Duration::from_nanos(until)).await,
                Step::Ask => {
                    let Some(shared) = &self.lane.shared else { return };
                    let wait = shared.ask(&self.lane.quota()).await;
                    taken = wait.map(|wait| self.lane.now().saturating_add(nanos(wait)));
                }
                Step::End => return,
            }
        }
    }

    /// Lets everyone go who can.
    fn step(&mut self, taken: &mut Option<u64>) -> Step {
        let mut guard = self.lane.state();
        let state = &mut *guard;
        let now = self.lane.now();
        if now >= state.first_end {
            state.clear_out(now);
        }
        loop {
            // Who has given up leaves the slot to those behind.
            while state.queue.pop_front_if(|waiter| waiter.go.is_closed()).is_some() {}
            if state.queue.is_empty() {
                (state.driver, self.driving) = (None, false);
                return Step::End;
            }
            let way = self.lane.shared.as_ref().map_or(Way::Share, |shared| shared.way());
            let at = match (*taken, way) {
                (Some(at), _) => at,
                (None, Way::Ask) => return Step::Ask,
                (None, Way::AskWithinShare | Way::Share) => state.slots.when(now, 0),
            };
            if at > now {
                return Step::Sleep(at.min(state.first_end));
            }
            match taken.take() {
                // On a machine that stood still. Other programs count on the slot's time; but a slot must be had some day.
                Some(at) if now - at > 2 * LATE && !self.missed => {
                    self.missed = true;
                    return Step::Ask;
                }
                Some(at) => state.slots.follow(at),
                None if way == Way::AskWithinShare => return Step::Ask,
                None => drop(state.slots.take(now)),
            }
            self.missed = false;
            state.let_go();
        }
    }
}

/// A runtime that ends takes its tasks along. Waiters of other runtimes then queue up again, and one of them drives.
impl Drop for Driver {
    fn drop(&mut self) {
        if self.driving {
            let mut state = self.lane.state();
            state.driver = None;
            state.queue.clear();
        }
    }
}
