//! A quota that several programs share, and what is done while what they share is away.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout};

/// Where the programs of a fleet get their slots from, so that together they keep the quota of their account. With the
/// feature `pacing-redis`, `RedisPacer` is one.
///
/// It is asked for one slot after the other for each [`Quota`], while there are calls to make. An error, or no answer
/// within 300 ms, lets the program go on with its own share of the rate; calls do not fail for it. It is asked again
/// every second, and once it has answered, the program keeps to its share for three seconds more, in which the others
/// come back too.
pub trait SharedRateLimiter: fmt::Debug + Send + Sync {
    /// Takes the quota's next slot, and gives the time until it comes.
    fn next_slot<'a>(&'a self, quota: &'a Quota<'a>) -> NextSlotFuture<'a>;

    /// Among how many programs the rate is divided while nobody answers (at least 1).
    fn participants(&self) -> u32;
}

/// The reply to a request for a slot: the time until it comes, or why there is none.
pub type NextSlotFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Duration, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

/// What is counted together: the calls of one action in one region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quota<'a> {
    /// The product, such as `redis`.
    pub product: &'a str,
    /// The action, such as `DescribeInstances`.
    pub action: &'a str,
    /// The region, such as `ap-tokyo`; empty where calls name none.
    pub region: &'a str,
    /// Calls per second; as many may go at once after a second without any.
    pub rate: u32,
    /// The time between two slots, a little longer than the rate asks for, so that lateness does not add a call to a
    /// second.
    pub interval: Duration,
}

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_millis(300);

/// How long nobody is asked after there was no answer.
const PAUSE: Duration = Duration::from_secs(1);

/// How long programs keep to their share after an answer: until all have had one, and a second more.
const CAUTION: Duration = Duration::from_secs(3);

/// No slot is further away; a longer wait can only be an error.
const FARTHEST: Duration = Duration::from_secs(3_600);

/// What all lanes of a program know of the pacer that it shares with others.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) pace: Box<dyn SharedRateLimiter>,
    presence: Mutex<Presence>,
}

#[derive(Clone, Copy, Debug)]
enum Presence {
    There,
    /// Not to be asked before that moment.
    Away(Instant),
    /// There again, but others may not know it before that moment.
    Back(Instant),
}

/// How the next slot is come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Ask,
    /// When one's own share allows a call, too.
    AskWithinShare,
    Share,
}

impl Shared {
    pub(super) fn new(pace: impl SharedRateLimiter + 'static) -> Self {
        Shared { pace: Box::new(pace), presence: Mutex::new(Presence::There) }
    }

    pub(super) fn way(&self) -> Way {
        let now = Instant::now();
        match *self.presence() {
            Presence::There => Way::Ask,
            Presence::Back(until) if until <= now => Way::Ask,
            Presence::Away(until) if until > now => Way::Share,
            Presence::Back(_) | Presence::Away(_) => Way::AskWithinShare,
        }
    }

    /// The time until the next slot; nothing where nobody answers.
    pub(super) async fn ask(&self, quota: &Quota<'_>) -> Option<Duration> {
        let problem = match timeout(PATIENCE, self.pace.next_slot(quota)).await {
            Ok(Ok(wait)) => {
                let mut presence = self.presence();
                if let Presence::Away(_) = *presence {
                    tracing::info!("the shared pacer is back");
                    *presence = Presence::Back(Instant::now() + CAUTION);
                }
                return Some(wait.min(FARTHEST));
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no answer within {PATIENCE:?}"),
        };
        let mut presence = self.presence();
        if !matches!(*presence, Presence::Away(_)) {
            let programs = self.pace.participants();
            tracing::warn!(problem, programs, "the shared pacer is away; calls go on at this program's share");
        }
        *presence = Presence::Away(Instant::now() + PAUSE);
        None
    }

    fn presence(&self) -> MutexGuard<'_, Presence> {
        self.presence.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
