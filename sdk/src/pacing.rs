//! Client-side rate limiting: keeps calls within the documented rates.
//!
//! A [`Pacing`] has one rate limiter for each combination of product, action and region. A [`SharedRateLimiter`] lets
//! several programs of an account share the quotas.

mod gcra;
mod limiter;
mod own;
mod pool;
mod prefetch;
#[cfg(feature = "pacing-redis")]
mod redis;
mod shared;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use tokio::time::Instant;

use crate::action::ActionFacts;
use crate::region::Region;
pub(crate) use limiter::NoSlot;
use limiter::RateLimiter;
#[cfg(feature = "pacing-redis")]
pub use redis::RedisPacer;
use shared::SharedLimiter;
pub use shared::{Quota, ReserveFuture, Reserved, SharedRateLimiter};

/// Client-side rate limiting: how many calls of each action are sent per second.
///
/// The service counts calls per account, action and region, and rejects those that exceed the action's documented rate.
/// By default, calls therefore wait, first come, first served, until the rate allows them. After a second without
/// calls, as many calls as the rate allows per second may be sent at once; under load, they are spaced evenly. The wait
/// counts towards the call's timeout, of which a fifth, but at most a second, is reserved for the response: a call that
/// cannot be sent in time fails immediately, and takes nothing from others. Retries wait like first attempts.
///
/// All clones of a configuration, all of its clients, and all configurations with clones of the same `Pacing` share one
/// quota. Other programs of the account use the same quota; see [`shared`](Self::shared). If they are not taken into
/// account, calls can still be throttled, and are then retried.
///
/// ```
/// use tencloud::Config;
/// use tencloud::pacing::Pacing;
///
/// // A support ticket has raised the quota of the account.
/// let config = Config::builder().pacing(Pacing::documented().rate("redis", "DescribeInstances", 50));
/// ```
#[derive(Clone)]
pub struct Pacing {
    documented: bool,
    rates: Arc<Vec<Rate>>,
    shared: Option<Arc<SharedLimiter>>,
    limiters: Arc<Limiters>,
}

#[derive(Clone, Debug)]
struct Rate {
    product: String,
    action: String,
    per_second: u32,
}

/// The rate limiters by action. Few actions have more than one: those that several regions or products use.
type Limiters = RwLock<HashMap<String, Vec<Arc<RateLimiter>>>>;

impl Pacing {
    /// Limits every action to its documented rate. This is the default.
    pub fn documented() -> Self {
        Pacing { documented: true, rates: Arc::default(), shared: None, limiters: Arc::default() }
    }

    /// Limits no action, except those whose [`rate`](Self::rate) is set.
    pub fn off() -> Self {
        Pacing { documented: false, ..Self::documented() }
    }

    /// Sets the rate of an action in each region, in calls per second (at least 1). Use the API's own names, such as
    /// `redis` and `DescribeInstances`.
    #[must_use]
    pub fn rate(mut self, product: impl Into<String>, action: impl Into<String>, per_second: u32) -> Self {
        let (product, action, per_second) = (product.into(), action.into(), per_second.max(1));
        Arc::make_mut(&mut self.rates).push(Rate { product, action, per_second });
        // The rules have changed, so earlier clones keep a separate quota.
        self.limiters = Arc::default();
        self
    }

    /// Shares every rate with other programs that use the same quota of their account. A shared limiter, such as a
    /// Redis server (`RedisPacer`, feature `pacing-redis`), then assigns all slots, which are reserved at most two
    /// seconds ahead. While it is down, each program uses its share of the rate.
    #[must_use]
    pub fn shared(mut self, limiter: impl SharedRateLimiter + 'static) -> Self {
        self.shared = Some(Arc::new(SharedLimiter::new(limiter)));
        self.limiters = Arc::default();
        self
    }

    /// Waits until a call may be sent, and returns whether it had to wait. A caller that gives up uses up nothing.
    pub(crate) async fn slot(
        &self,
        action: &ActionFacts<'_>,
        region: Option<&Region>,
        until: Instant,
    ) -> Result<bool, NoSlot> {
        match self.limiter(action, region) {
            Some(limiter) => limiter.slot(until).await,
            None => Ok(false),
        }
    }

    fn limiter(&self, action: &ActionFacts<'_>, region: Option<&Region>) -> Option<Arc<RateLimiter>> {
        if !self.documented && self.rates.is_empty() {
            return None;
        }
        let (product, region) = (action.product.name, region.map_or("", |region| region.as_str()));
        let find = |limiters: &HashMap<String, Vec<Arc<RateLimiter>>>| {
            limiters.get(action.name)?.iter().find(|limiter| limiter.is_of(product, region)).cloned()
        };
        if let Some(limiter) = find(&self.limiters.read().unwrap_or_else(PoisonError::into_inner)) {
            return Some(limiter);
        }
        // The last rate that was set applies.
        let mut set = self.rates.iter().rev();
        let set = set.find(|rate| rate.product == product && rate.action == action.name).map(|rate| rate.per_second);
        let rate = set.or(self.documented.then_some(action.rate))?;
        let mut limiters = self.limiters.write().unwrap_or_else(PoisonError::into_inner);
        Some(find(&limiters).unwrap_or_else(|| {
            let limiter = Arc::new(RateLimiter::new(product, action.name, region, rate, self.shared.clone()));
            limiters.entry(action.name.to_owned()).or_default().push(limiter.clone());
            limiter
        }))
    }
}

impl Default for Pacing {
    fn default() -> Self {
        Self::documented()
    }
}

impl fmt::Debug for Pacing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pacing")
            .field("documented", &self.documented)
            .field("rates", &self.rates)
            .field("shared", &self.shared)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
