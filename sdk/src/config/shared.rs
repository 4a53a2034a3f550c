//! What calls share once the configuration is built.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::region::check_region;
use crate::clock;
use crate::endpoint::{Caller, Endpoint, Endpoints};
use crate::identity::{Credentials, CredentialsCache, CredentialsError};
use crate::observe::Observe;
use crate::options::Options;
#[cfg(feature = "pacing")]
use crate::pacing::Pacing;
use crate::region::Region;
use crate::retry::RetryBudget;
use crate::transport::HttpClient;

/// The configuration of clients: region, credentials, endpoint, timeouts, retries, rate limits.
///
/// Cheap to clone; clones share connections, cached credentials, the retry budget, the rate limits, and the measured
/// difference between the service's clock and this machine's.
///
/// Connections belong to the tokio runtime that opened them, and make no progress while that runtime is idle. Give each
/// runtime that is idle between calls, such as one per thread, its own configuration; runtimes that run one after the
/// other can share one.
#[derive(Clone)]
pub struct Config(Arc<ConfigParts>);

pub(super) struct ConfigParts {
    pub(super) endpoints: Endpoints,
    pub(super) credentials: CredentialsCache,
    pub(super) http: HttpClient,
    pub(super) request_client: String,
    /// The options that clients and calls can override.
    pub(super) options: Options,
    pub(super) observers: Vec<Arc<dyn Observe>>,
    pub(super) retry_budget: RetryBudget,
    #[cfg(feature = "pacing")]
    pub(super) pacing: Pacing,
    /// The number of seconds by which the service's clock is ahead of this machine's.
    pub(super) clock_skew: AtomicI64,
}

impl Config {
    pub(super) fn new(parts: ConfigParts) -> Self {
        Config(Arc::new(parts))
    }

    /// Returns the region of calls, if one is set.
    pub fn region(&self) -> Option<&Region> {
        self.0.options.region.as_ref()
    }

    /// Returns the credentials that the next call would use, unless its options set others: those of the last call, or new
    /// ones from the provider if these are about to expire.
    ///
    /// # Errors
    ///
    /// The provider has none, or there is no tokio runtime here.
    pub async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        self.0.credentials.get(clock::service_time(self.clock_skew())).await
    }

    /// Returns the endpoint of a product in a region, or the reason why there is none.
    pub(crate) fn endpoint_of(
        &self,
        product: &str,
        region: Option<&Region>,
        caller: Caller,
    ) -> Result<Endpoint, String> {
        region.map_or(Ok(()), check_region)?;
        self.0.endpoints.of(product, region, caller)
    }

    /// Returns the provider of credentials, which options may replace.
    pub(crate) fn credentials_cache(&self) -> &CredentialsCache {
        &self.0.credentials
    }

    pub(crate) fn options(&self) -> &Options {
        &self.0.options
    }

    pub(crate) fn observers(&self) -> &[Arc<dyn Observe>] {
        &self.0.observers
    }

    pub(crate) fn http(&self) -> &HttpClient {
        &self.0.http
    }

    pub(crate) fn request_client(&self) -> &str {
        &self.0.request_client
    }

    pub(crate) fn retry_budget(&self) -> &RetryBudget {
        &self.0.retry_budget
    }

    #[cfg(feature = "pacing")]
    pub(crate) fn pacing(&self) -> &Pacing {
        &self.0.pacing
    }

    pub(crate) fn clock_skew(&self) -> i64 {
        self.0.clock_skew.load(Ordering::Relaxed)
    }

    pub(crate) fn set_clock_skew(&self, seconds: i64) {
        self.0.clock_skew.store(seconds, Ordering::Relaxed);
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("endpoints", &self.0.endpoints)
            .field("credentials", &self.0.credentials)
            .field("options", &self.0.options)
            .finish_non_exhaustive()
    }
}
