//! Keeping calls below the documented rates.
//!
//! Each (product, action, region) is a lane with its slots; who finds none free waits in the lane's queue.

mod lane;
#[cfg(feature = "pacing-redis")]
mod redis;
mod shared;
mod slots;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use tokio::time::Instant;

use crate::action::ActionFacts;
use crate::region::Region;
use lane::Lane;
pub(crate) use lane::NoSlot;
#[cfg(feature = "pacing-redis")]
pub use redis::RedisPacer;
use shared::Shared;
pub use shared::{NextSlotFuture, Quota, SharedRateLimiter};

/// How many calls of each action go out in a second.
///
/// The service counts calls by account, action and region, and refuses those over the action's documented rate. So by
/// default calls wait, first come first served, until the rate lets them go. As many calls as the rate names may go at
/// once after a second without any; under load they are spaced evenly. The wait counts within the call's timeout: a
/// call that cannot go in time fails at once. Retries wait like first attempts.
///
/// All clones of a configuration, all of its clients, and all configurations that are given clones of the same `Pacing`
/// share one budget. Other programs of the account use up the same quota: see [`shared`](Self::shared). Where they are not
/// seen, calls can still be throttled, and are then tried again.
///
/// ```
/// use tencloud::{Config, Pacing};
///
/// // A ticket has raised the account's quota.
/// let config = Config::builder().pacing(Pacing::documented().rate("redis", "DescribeInstances", 50));
/// ```
#[derive(Clone)]
pub struct Pacing {
    documented: bool,
    rates: Arc<Vec<Rate>>,
    shared: Option<Arc<Shared>>,
    lanes: Arc<Lanes>,
}

#[derive(Clone, Debug)]
struct Rate {
    product: String,
    action: String,
    per_second: u32,
}

/// The lanes by action; those of other regions and of other products' actions of that name are few.
type Lanes = RwLock<HashMap<String, Vec<Arc<Lane>>>>;

impl Pacing {
    /// Every action at its documented rate. The default.
    pub fn documented() -> Self {
        Pacing { documented: true, rates: Arc::default(), shared: None, lanes: Arc::default() }
    }

    /// No pacing, but for actions whose [`rate`](Self::rate) is then set.
    pub fn off() -> Self {
        Pacing { documented: false, ..Self::documented() }
    }

    /// Another rate for an action in each region, in calls per second (at least 1). Names are the API's own, such as
    /// `redis` and `DescribeInstances`.
    #[must_use]
    pub fn rate(mut self, product: impl Into<String>, action: impl Into<String>, per_second: u32) -> Self {
        let (product, action, per_second) = (product.into(), action.into(), per_second.max(1));
        Arc::make_mut(&mut self.rates).push(Rate { product, action, per_second });
        // Rules have changed, so clones made before have a budget of their own.
        self.lanes = Arc::default();
        self
    }

    /// Shares every rate with other programs, which use the same quota of their account: the account's slots are handed out
    /// in one place, such as a Redis server (`RedisPacer`, feature `pacing-redis`).
    #[must_use]
    pub fn shared(mut self, pace: impl SharedRateLimiter + 'static) -> Self {
        self.shared = Some(Arc::new(Shared::new(pace)));
        self.lanes = Arc::default();
        self
    }

    /// Waits until a call may go. Nothing is taken by a caller that gives up meanwhile.
    pub(crate) async fn slot(
        &self,
        action: &ActionFacts<'_>,
        region: Option<&Region>,
        until: Instant,
    ) -> Result<(), NoSlot> {
        match self.lane(action, region) {
            Some(lane) => lane.slot(until).await,
            None => Ok(()),
        }
    }

    fn lane(&self, action: &ActionFacts<'_>, region: Option<&Region>) -> Option<Arc<Lane>> {
        if !self.documented && self.rates.is_empty() {
            return None;
        }
        let (product, region) = (action.product.name, region.map_or("", |region| region.as_str()));
        let find = |lanes: &HashMap<String, Vec<Arc<Lane>>>| {
            lanes.get(action.name)?.iter().find(|lane| lane.is_of(product, region)).cloned()
        };
        if let Some(lane) = find(&self.lanes.read().unwrap_or_else(PoisonError::into_inner)) {
            return Some(lane);
        }
        let mut set = self.rates.iter().rev();
        let set = set.find(|rate| rate.product == product && rate.action == action.name).map(|rate| rate.per_second);
        let rate = set.or(self.documented.then_some(action.rate))?;
        let mut lanes = self.lanes.write().unwrap_or_else(PoisonError::into_inner);
        Some(find(&lanes).unwrap_or_else(|| {
            let lane = Arc::new(Lane::new(product, action.name, region, rate, self.shared.clone()));
            lanes.entry(action.name.to_owned()).or_default().push(lane.clone());
            lane
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
