//! The rate limiter of one action in one region.
//!
//! Invariant: **no call depends on another one, every call returns by its deadline, and a slot is lost only if no call is
//! there that could use it.** It holds since there is no queue that someone must drive:
//!
//! - A caller reserves a slot under a lock that is never held across an `await`, and sleeps until then on a timer of its own
//!   runtime. A slot after its deadline is not reserved at all.
//! - What is reserved is a guard. Its drop leaves the slot to others, unless it was used: `own` moves the first caller that
//!   waits up to it, `pool` wakes one.
//! - The count of what callers wait for and have asked the shared limiter for is kept by guards too. Who waits for the answer
//!   to another caller's question waits no longer than an answer may take, and then asks too.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::gcra::interval;
use super::own::OwnSlots;
use super::pool::Pool;
use super::shared::{Quota, SharedLimiter};
use crate::clock::milliseconds;

/// Lets calls through at a rate.
#[derive(Debug)]
pub(super) struct RateLimiter {
    product: String,
    action: String,
    region: String,
    rate: u32,
    slots: Source,
}

/// Where slots come from.
#[derive(Debug)]
enum Source {
    Own(OwnSlots),
    Shared(Pool),
}

/// There is no slot in time.
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
        RateLimiter {
            product: product.to_owned(),
            action: action.to_owned(),
            region: region.to_owned(),
            rate,
            slots: match shared {
                None => Source::Own(OwnSlots::new(rate)),
                Some(shared) => Source::Shared(Pool::new(shared, interval(rate))),
            },
        }
    }

    pub(super) fn is_of(&self, product: &str, region: &str) -> bool {
        self.product == product && self.region == region
    }

    /// Waits for a slot. Returns whether there was a wait.
    pub(super) async fn slot(&self, until: Instant) -> Result<bool, NoSlot> {
        let started = Instant::now();
        let slot = match &self.slots {
            Source::Own(slots) => {
                if slots.take() {
                    return Ok(false);
                }
                // In a box here and below, so that calls which need not wait stay small.
                Box::pin(slots.wait(until)).await
            }
            Source::Shared(pool) => Box::pin(pool.slot(&self.quota(), until)).await,
        };
        slot.map_err(|wait| NoSlot { action: self.action.clone(), rate: self.rate, wait })?;
        let waited_ms = milliseconds(started.elapsed());
        if waited_ms > 0 {
            tracing::debug!(waited_ms, rate = self.rate, "rate limited");
        }
        Ok(true)
    }

    fn quota(&self) -> Quota<'_> {
        let RateLimiter { product, action, region, rate, .. } = self;
        Quota { product, action, region, rate: *rate, interval: interval(*rate) }
    }
}
