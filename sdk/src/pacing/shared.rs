//! A quota that several programs share, and what they do while the shared limiter is down.

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout};

use crate::printable;

/// A rate limiter that several programs share, so that together they stay within the quota of their account. With the
/// feature `pacing-redis`, `RedisPacer` is one.
///
/// A program asks it for slots of a [`Quota`] for the calls that wait, several at a time. After an error, or without an answer
/// within 300 ms, the program uses its own share of the rate; calls do not fail. It is asked again every second, and once it
/// answers, the program keeps to its share for three more seconds, until the others use it again too.
///
/// An implementation may not rely on the runtime of whoever called first: calls come from all runtimes of the program, and
/// one of them may be idle.
pub trait SharedRateLimiter: fmt::Debug + Send + Sync {
    /// Takes the next slots of a quota: as many as are `wanted` (at least 1), but none that comes later than `within`.
    ///
    /// It is essential that a slot which comes later is not taken. Calls that cannot go in time would otherwise use up the
    /// quota, and leave nothing to those which can.
    ///
    /// Among calls of this method, slots are in the order of the calls. A slot is never given back.
    fn reserve<'a>(&'a self, quota: &'a Quota<'a>, wanted: u32, within: Duration) -> ReserveFuture<'a>;

    /// Returns how many programs divide the rate among themselves while the limiter is down (at least 1).
    fn participants(&self) -> u32;
}

/// What [`SharedRateLimiter::reserve`] returns: the slots, or why there is no answer.
pub type ReserveFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Reserved, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

/// The slots that a [`SharedRateLimiter`] grants.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reserved {
    /// The times until the slots come, earliest first. Zero for calls that may go now; empty if the next slot comes too late.
    pub slots: Vec<Duration>,
    /// The time until the slot after these. If the limiter goes down, slots that were granted are used until then, and the
    /// programs use their own share of the rate only after it.
    pub next: Duration,
    /// The time until this program's turn, see [`turn`](Self::turn).
    pub turn: Option<Duration>,
}

impl Reserved {
    /// Grants these slots; the one after them comes in `next`.
    pub fn new(slots: Vec<Duration>, next: Duration) -> Self {
        Reserved { slots, next, turn: None }
    }

    /// Assigns turns: while the limiter is down, this program's first slot comes in so much time, and each further one after
    /// as many [intervals](Quota::interval) as there are participants. Turns that are one interval apart keep the programs
    /// from calling all at the same time. Without turns, the programs keep their share of the rate each, but two may meet.
    #[must_use]
    pub fn turn(self, turn: Duration) -> Self {
        Reserved { turn: Some(turn), ..self }
    }
}

/// The calls that the service counts together: those of one action in one region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quota<'a> {
    /// The product, such as `redis`.
    pub product: &'a str,
    /// The action, such as `DescribeInstances`.
    pub action: &'a str,
    /// The region, such as `ap-tokyo`; empty if calls have none.
    pub region: &'a str,
    /// Calls per second. As many may be sent at once after a second without calls.
    pub rate: u32,
    /// The time between two slots. It is slightly longer than the rate requires, so that a delay does not add a call to
    /// a second.
    pub interval: Duration,
}

/// How long to wait for an answer.
pub(super) const ANSWER_TIMEOUT: Duration = Duration::from_millis(300);

/// How long to wait after a failure before asking again.
const PROBE_INTERVAL: Duration = Duration::from_secs(1);

/// How long to keep to the own share after an answer: until all programs have had one, and two seconds more, in which they
/// use what they had been granted before (see `MAX_AHEAD`).
const REJOIN_DELAY: Duration = Duration::from_secs(3);

/// How far ahead slots are reserved. A program that is killed, and a limiter that forgets what it has granted, cost no more
/// than that.
pub(super) const MAX_AHEAD: Duration = Duration::from_secs(2);

/// No slot is further away; a longer wait can only be an error.
const MAX_WAIT: Duration = Duration::from_secs(3_600);

/// How much of a limiter's error is logged: it can be any text.
const MAX_PROBLEM: usize = 1024;

/// The shared limiter and its health, which all rate limiters of this program share.
#[derive(Debug)]
pub(super) struct SharedLimiter {
    limiter: Box<dyn SharedRateLimiter>,
    health: Mutex<Health>,
}

#[derive(Clone, Copy, Debug)]
enum Health {
    Up,
    /// Not to be asked before this time.
    Down(Instant),
    /// Up again, but other programs may not know that before this time.
    Recovering(Instant),
}

/// The source of the next slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The shared limiter.
    Shared,
    /// The shared limiter, but only if this program's own share allows a call, too.
    SharedWithinOwn,
    /// From this program's own share of the rate, and it is time to ask whether the shared limiter is up again.
    OwnAndProbe,
    /// From this program's own share.
    Own,
}

impl SharedLimiter {
    pub(super) fn new(limiter: impl SharedRateLimiter + 'static) -> Self {
        SharedLimiter { limiter: Box::new(limiter), health: Mutex::new(Health::Up) }
    }

    pub(super) fn participants(&self) -> u32 {
        self.limiter.participants().max(1)
    }

    pub(super) fn source(&self) -> Source {
        let now = Instant::now();
        match *self.health() {
            Health::Up => Source::Shared,
            Health::Recovering(until) if until <= now => Source::Shared,
            Health::Down(until) if until > now => Source::Own,
            Health::Recovering(_) => Source::SharedWithinOwn,
            Health::Down(_) => Source::OwnAndProbe,
        }
    }

    /// Asks for slots; `None` without an answer.
    pub(super) async fn ask(&self, quota: &Quota<'_>, wanted: u32, within: Duration) -> Option<Reserved> {
        let problem = match timeout(ANSWER_TIMEOUT, self.reserve(quota, wanted, within)).await {
            Ok(Ok(mut reserved)) => {
                let mut health = self.health();
                if let Health::Down(_) = *health {
                    tracing::info!("the shared rate limiter answers again");
                    *health = Health::Recovering(Instant::now() + REJOIN_DELAY);
                }
                reserved.next = reserved.next.min(MAX_WAIT);
                return Some(reserved);
            }
            Ok(Err(problem)) => problem,
            Err(_) => format!("no answer within {ANSWER_TIMEOUT:?}"),
        };
        let mut health = self.health();
        if !matches!(*health, Health::Down(_)) {
            let participants = self.participants();
            let problem = printable::line(problem, MAX_PROBLEM);
            tracing::warn!(
                problem,
                participants,
                "the shared rate limiter is down; using this program's share of the rate"
            );
        }
        *health = Health::Down(Instant::now() + PROBE_INTERVAL);
        None
    }

    /// Asks, and takes a panic for a failure. The error is its message.
    async fn reserve(&self, quota: &Quota<'_>, wanted: u32, within: Duration) -> Result<Reserved, String> {
        // After a panic the future is never polled again, and the limiter answers for its own state.
        let start = AssertUnwindSafe(|| self.limiter.reserve(quota, wanted, within));
        let mut future = catch_unwind(start).map_err(|panic| panicked(&*panic))?;
        let answer = poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(poll) => poll.map(|answer| answer.map_err(|error| error.to_string())),
            Err(panic) => std::task::Poll::Ready(Err(panicked(&*panic))),
        });
        answer.await
    }

    fn health(&self) -> MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn panicked(panic: &(dyn Any + Send)) -> String {
    let message = panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
    format!("panicked: {}", message.unwrap_or("without a message"))
}
