//! The rate limiter of one action in one region.

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use super::gcra::{LATE, Slots, interval, nanos};
use super::line::Line;
use super::pool::{Pool, QuotaName, Step};
use super::question::Question;
use super::shared::SharedLimiter;
use crate::clock::milliseconds;

/// Lets calls through at a rate, in the order in which they came.
///
/// Each caller sleeps on a timer of its own, and takes a slot when it goes: nothing is taken for someone who may not come,
/// and nothing has to be returned.
#[derive(Debug)]
pub(super) struct RateLimiter {
    name: Arc<QuotaName>,
    /// The moment from which the times of slots are counted.
    start: Instant,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    line: Line,
    supply: Supply,
}

/// Where slots come from.
#[derive(Debug)]
enum Supply {
    Own(Slots),
    Shared(Box<Pool>),
}

/// There is no slot in time.
#[derive(Debug)]
pub(crate) struct NoSlot {
    action: String,
    rate: u32,
    /// How long the call would have had to wait, if that is known.
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
        let (product, action, region) = (product.to_owned(), action.to_owned(), region.to_owned());
        let name = Arc::new(QuotaName { product, action, region, rate });
        let supply = match shared {
            None => Supply::Own(Slots::new(interval(rate), rate)),
            Some(shared) => Supply::Shared(Box::new(Pool::new(shared, name.clone()))),
        };
        RateLimiter { name, start: Instant::now(), state: Mutex::new(State { line: Line::default(), supply }) }
    }

    pub(super) fn is_of(&self, product: &str, region: &str) -> bool {
        self.name.product == product && self.name.region == region
    }

    /// Takes a slot if one is free and nobody waits.
    pub(super) fn take(&self) -> bool {
        let mut state = self.state();
        let now = self.now();
        state.line.len() == 0 && state.supply.take(now)
    }

    /// Waits for a slot.
    pub(super) async fn wait(&self, until: Instant) -> Result<(), NoSlot> {
        let deadline = nanos(until.saturating_duration_since(self.start));
        let ticket = self.state().line.next_ticket();
        let place = Place { limiter: self, ticket, wakeup: Arc::default() };
        let entered = Instant::now();
        let mut is_new = true;
        loop {
            // In a statement of its own: the lock is not held while waiting.
            let step = self.state().look(&place, self.now(), deadline, std::mem::take(&mut is_new));
            match step {
                Step::Go => break,
                Step::Refuse(wait) => return Err(self.no_slot(wait)),
                Step::Wait(at, question) => {
                    let at = self.start + Duration::from_nanos(at);
                    let mut woken = pin!(place.wakeup.notified());
                    let woken = poll_fn(|context| match &question {
                        Some(question) if self.poll(question, context).is_ready() => Poll::Ready(()),
                        _ => woken.as_mut().poll(context),
                    });
                    // Whatever the reason, it looks again.
                    let _ = timeout_at(at, woken).await;
                }
            }
        }
        tracing::debug!(waited_ms = milliseconds(entered.elapsed()), rate = self.name.rate, "rate limited");
        Ok(())
    }

    /// Polls a question for the first in line.
    fn poll(&self, question: &Arc<Question>, context: &mut Context<'_>) -> Poll<()> {
        question.poll(self.now(), context).map(|answer| {
            let mut state = self.state();
            let now = self.now();
            if let Supply::Shared(pool) = &mut state.supply {
                pool.answer(question, answer, now);
            }
            // Usually the caller, unless it was passed over.
            state.line.wake_first(now);
        })
    }

    fn no_slot(&self, wait: Option<u64>) -> NoSlot {
        NoSlot { action: self.name.action.clone(), rate: self.name.rate, wait: wait.map(Duration::from_nanos) }
    }

    fn now(&self) -> u64 {
        nanos(self.start.elapsed())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the line, which is left when this is dropped: with a slot, without one, or because the call was dropped.
struct Place<'l> {
    limiter: &'l RateLimiter,
    ticket: u64,
    wakeup: Arc<Notify>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.limiter.state().line.leave(self.ticket, self.limiter.now());
    }
}

impl State {
    /// Looks for a slot for a waiter.
    fn look(&mut self, place: &Place<'_>, now: u64, deadline: u64, is_new: bool) -> Step {
        let passed_over = self.line.pass_over(place.ticket, now);
        if is_new {
            // Those who cannot go in time do not wait for that.
            let earliest = self.supply.earliest(now, self.line.len());
            if earliest >= deadline && earliest > now {
                return Step::Refuse(Some(earliest - now));
            }
        }
        let step = if now >= deadline {
            Step::Refuse(None)
        } else if self.line.is_first(place.ticket) {
            match &mut self.supply {
                Supply::Own(slots) => match slots.take(now) {
                    Ok(()) => Step::Go,
                    Err(at) if at >= deadline => Step::Refuse(Some(at - now)),
                    Err(at) => Step::Wait(at, None),
                },
                Supply::Shared(pool) => pool.step(now, deadline, self.line.len().max(1)),
            }
        } else {
            // It is woken when it is the first, unless those before it do not come.
            let at = passed_over.unwrap_or_else(|| {
                let others = self.line.ahead_of(place.ticket);
                self.supply.estimate(now, usize::try_from(others).unwrap_or(usize::MAX)).max(now + 2 * LATE)
            });
            Step::Wait(at, None)
        };
        match step {
            Step::Wait(at, question) => {
                let at = at.min(deadline);
                self.line.stay(place.ticket, &place.wakeup, at);
                Step::Wait(at, question)
            }
            step => step,
        }
    }
}

impl Supply {
    /// Takes a slot if one is free now.
    fn take(&mut self, now: u64) -> bool {
        match self {
            Supply::Own(slots) => slots.take(now).is_ok(),
            Supply::Shared(pool) => pool.take(now),
        }
    }

    /// The earliest time at which a call can go that has this many others before it.
    fn earliest(&mut self, now: u64, others: usize) -> u64 {
        match self {
            Supply::Own(slots) => slots.when(now, others),
            Supply::Shared(pool) => pool.earliest(now, others),
        }
    }

    /// When such a call will go, if everyone comes for its slot and no other program calls.
    fn estimate(&mut self, now: u64, others: usize) -> u64 {
        match self {
            Supply::Own(slots) => slots.when(now, others),
            Supply::Shared(pool) => pool.estimate(now, others),
        }
    }
}
