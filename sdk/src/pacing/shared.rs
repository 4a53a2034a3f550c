//! A quota that several programs share, and what they do while the shared limiter is down.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout};

/// A rate limiter that several programs share, so that together they keep the quota of their account. With the feature
/// `pacing-redis`, `RedisPacer` is one.
///
/// While there are calls to make, it is asked for one slot after the other of each [`Quota`]. After an error, or without an
/// answer within 300 ms, the program uses its own share of the rate; calls do not fail. It is asked again every second,
/// and once it answers, the program keeps to its share for three more seconds, until the others use it again too.
pub trait SharedRateLimiter: fmt::Debug + Send + Sync {
    /// Takes the next slot of a quota, and returns the time until it comes.
    fn next_slot<'a>(&'a self, quota: &'a Quota<'a>) -> NextSlotFuture<'a>;

    /// How many programs divide the rate among themselves while the limiter is down (at least 1).
    fn participants(&self) -> u32;
}

/// What [`SharedRateLimiter::next_slot`] returns: the time until the slot comes, or why there is none.
pub type NextSlotFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Duration, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

/// What the service counts together: the calls of one action in one region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quota<'a> {
    /// The product, such as `redis`.
    pub product: &'a str,
    /// The action, such as `DescribeInstances`.
    pub action: &'a str,
    /// The region, such as `ap-tokyo`; empty if calls have none.
    pub region: &'a str,
    /// Calls per second; as many may go at once after a second without any.
    pub rate: u32,
    /// The time between two slots, a little longer than the rate requires, so that lateness does not add a call to a
    /// second.
    pub interval: Duration,
}

/// How long to wait for an answer.
const ANSWER_TIMEOUT: Duration = Duration::from_millis(300);

/// How long to wait after a failure before asking again.
const PROBE_INTERVAL: Duration = Duration::from_secs(1);

/// How long to keep to the own share after an answer: until all programs have had one, and a second more.
const REJOIN_DELAY: Duration = Duration::from_secs(3);

/// No slot is further away; a longer wait can only be an error.
const MAX_WAIT: Duration = Duration::from_secs(3_600);

/// The shared limiter, with its health as all rate limiters of this program see it.
#[derive(Debug)]
pub(super) struct SharedLimiter {
    limiter: Box<dyn SharedRateLimiter>,
    health: Mutex<Health>,
}

#[derive(Clone, Copy, Debug)]
enum Health {
    Up,
    /// Not to be asked before that time.
    Down(Instant),
    /// Up again, but other programs may not know that before that time.
    Recovering(Instant),
}

/// Where the next slot comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// From the shared limiter.
    Shared,
    /// From the shared limiter, and only if this program's own share allows a call too.
    SharedWithinOwn,
    /// From this program's own share of the rate.
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
            Health::Recovering(_) | Health::Down(_) => Source::SharedWithinOwn,
        }
    }

    /// The time until the next slot; `None` without an answer.
    pub(super) async fn ask(&self, quota: &Quota<'_>) -> Option<Duration> {
        let problem = match timeout(ANSWER_TIMEOUT, self.limiter.next_slot(quota)).await {
            Ok(Ok(wait)) => {
                let mut health = self.health();
                if let Health::Down(_) = *health {
                    tracing::info!("the shared rate limiter answers again");
                    *health = Health::Recovering(Instant::now() + REJOIN_DELAY);
                }
                return Some(wait.min(MAX_WAIT));
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no answer within {ANSWER_TIMEOUT:?}"),
        };
        let mut health = self.health();
        if !matches!(*health, Health::Down(_)) {
            let participants = self.participants();
            tracing::warn!(
                problem,
                participants,
                "the shared rate limiter is down; using this program's share of the rate"
            );
        }
        *health = Health::Down(Instant::now() + PROBE_INTERVAL);
        None
    }

    fn health(&self) -> MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
