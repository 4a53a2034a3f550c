//! A quota that several programs share, and whether the limiter that they share is up.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::printable;

/// A rate limiter that several programs share, so that together they stay within the quota of their account. With the
/// feature `pacing-redis`, `RedisPacer` is one.
///
/// While there are calls to make, it is asked for the next slots of their [`Quota`]. After an error or a panic, or without an
/// answer within 300 ms, the program uses its own share of the rate; calls do not fail. It is asked again after a second,
/// and once it answers, the program keeps to its share for a while, until the others use the limiter again too.
pub trait SharedRateLimiter: fmt::Debug + Send + Sync {
    /// Reserves the next slots of a quota, and no slot that comes later than requested: that one is for others.
    ///
    /// Asked for one quota after the other is answered. A future whose caller has given up is kept, and polled by the next
    /// caller.
    fn reserve<'a>(&'a self, quota: &'a Quota<'a>, request: SlotRequest) -> ReserveFuture<'a>;

    /// How many programs divide the rate among themselves while the limiter is down (at least 1). Asked once.
    fn participants(&self) -> u32;
}

/// What [`SharedRateLimiter::reserve`] returns: the slots, or why there is no answer.
pub type ReserveFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Reserved, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

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

/// Which slots a program can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SlotRequest {
    /// At most so many slots; 0 if the program only wants to know whether the limiter is up.
    pub slots: u32,
    /// The first one must come within this time: the deadline of the call that waits for it.
    pub within: Duration,
    /// The others must come within this time, so that a program does not keep many of them, nor for long.
    pub ahead: Duration,
    /// How far ahead slots were reserved when the limiter answered last, unless that was long ago. A limiter that has lost its
    /// data meanwhile leaves this time to the programs that hold those slots.
    pub lead: Duration,
}

/// The slots that were reserved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reserved {
    /// The time until each slot, in ascending order. Empty if there is none in time.
    pub slots: Vec<Duration>,
    /// The time until the next slot that is free.
    pub next: Duration,
    /// The time until this program's turn, in a round of as many intervals as there are participants, in which each of them
    /// has its own: so that they stay apart if the limiter goes down. `None` if the limiter assigns no turns.
    pub turn: Option<Duration>,
}

impl Reserved {
    /// Slots that come after these times (in ascending order), and the time until the next one that is free.
    pub fn new(slots: Vec<Duration>, next: Duration) -> Self {
        Reserved { slots, next, turn: None }
    }

    /// Sets the time until this program's turn.
    #[must_use]
    pub fn turn(self, turn: Duration) -> Self {
        Reserved { turn: Some(turn), ..self }
    }
}

/// How long to wait after a failure before asking again.
const PROBE_INTERVAL: Duration = Duration::from_secs(1);

/// How long to keep to the own share after an answer: until all programs have had one. A program may make only one call in a
/// round, and ask no more often.
const REJOIN_DELAY: Duration = Duration::from_secs(3);

/// How much of a limiter's error is logged: it can be any text.
const MAX_PROBLEM: usize = 1024;

/// The shared limiter and its health, which all rate limiters of this program share.
#[derive(Debug)]
pub(super) struct SharedLimiter {
    limiter: Box<dyn SharedRateLimiter>,
    participants: u32,
    health: Mutex<Health>,
}

#[derive(Clone, Copy, Debug)]
enum Health {
    Up,
    /// Failed at that time.
    Down(Instant),
    /// Up again since that time, but other programs may not know.
    Recovering(Instant),
}

/// The source of the next slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The shared limiter.
    Shared,
    /// The shared limiter, but only if this program's own share allows a call, too.
    SharedWithinOwn,
    /// This program's own share of the rate.
    Own,
}

impl SharedLimiter {
    pub(super) fn new(limiter: impl SharedRateLimiter + 'static) -> Self {
        let participants = limiter.participants().max(1);
        SharedLimiter { limiter: Box::new(limiter), participants, health: Mutex::new(Health::Up) }
    }

    pub(super) fn participants(&self) -> u32 {
        self.participants
    }

    /// Where the slots of a quota come from now whose programs take this long for a round.
    pub(super) fn source(&self, round: Duration) -> Source {
        match *self.health() {
            Health::Up => Source::Shared,
            Health::Down(_) => Source::Own,
            Health::Recovering(since) if since.elapsed() < REJOIN_DELAY.max(round + 2 * PROBE_INTERVAL) => {
                Source::SharedWithinOwn
            }
            Health::Recovering(_) => Source::Shared,
        }
    }

    /// Whether it is time to ask a limiter that was down whether it is up again.
    pub(super) fn is_probe_due(&self) -> bool {
        matches!(*self.health(), Health::Down(at) if at.elapsed() >= PROBE_INTERVAL)
    }

    pub(super) async fn reserve(&self, quota: &Quota<'_>, request: SlotRequest) -> Result<Reserved, String> {
        self.limiter.reserve(quota, request).await.map_err(|error| error.to_string())
    }

    /// Records an answer.
    pub(super) fn is_up(&self) {
        let mut health = self.health();
        if let Health::Down(_) = *health {
            tracing::info!("the shared rate limiter answers again");
            *health = Health::Recovering(Instant::now());
        }
    }

    /// Records that there was no answer.
    pub(super) fn is_down(&self, problem: String) {
        let mut health = self.health();
        if !matches!(*health, Health::Down(_)) {
            let participants = self.participants;
            let problem = printable::line(problem, MAX_PROBLEM);
            tracing::warn!(
                problem,
                participants,
                "the shared rate limiter is down; using this program's share of the rate"
            );
        }
        *health = Health::Down(Instant::now());
    }

    fn health(&self) -> MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
