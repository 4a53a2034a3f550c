//! A quota that several programs share, and what they do while the shared limiter is down.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout};

/// A rate limiter that several programs share, so that together they stay within the quota of their account. With the
/// feature `pacing-redis`, `RedisPacer` is one.
///
/// While there are calls to make, the SDK asks it for one slot after another of each [`Quota`]. After an error, or
/// without an answer within 300 ms, the program uses its own share of the rate; calls do not fail. The SDK then asks
/// again every second. Once the limiter answers, the program stays within its share for three more seconds, until the
/// other programs use the limiter again, too.
pub trait SharedRateLimiter: fmt::Debug + Send + Sync {
    /// Takes the next slot of a quota, and returns the time until that slot.
    fn next_slot<'a>(&'a self, quota: &'a Quota<'a>) -> NextSlotFuture<'a>;

    /// Returns how many programs divide the rate among themselves while the limiter is down (at least 1).
    fn participants(&self) -> u32;
}

/// The result of [`SharedRateLimiter::next_slot`]: the time until the slot, or the reason why there is none.
pub type NextSlotFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Duration, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

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
const ANSWER_TIMEOUT: Duration = Duration::from_millis(300);

/// How long to wait after a failure before asking again.
const PROBE_INTERVAL: Duration = Duration::from_secs(1);

/// How long to stay within the program's own share after an answer: until all programs have had one, and a second more.
const REJOIN_DELAY: Duration = Duration::from_secs(3);

/// No slot is further away than this; a longer wait can only be an error.
const MAX_WAIT: Duration = Duration::from_secs(3_600);

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
    /// This program's own share of the rate.
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

    /// Asks for the time until the next slot; returns `None` if there is no answer.
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
