//! What a program says once about all of its calls.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crate::Site;
use crate::action::ProductInfo;
use crate::credentials::{Chain, ProvideCredentials};
use crate::endpoint::Endpoint;
use crate::environment::Environment;
use crate::error::{Details, Error, ErrorKind};
use crate::pacing::Pacing;
use crate::region::Region;
use crate::retry::{Retry, RetryBudget, RetryPolicy};
use crate::transport;

/// The service takes at most this many characters in `X-TC-RequestClient`.
const REQUEST_CLIENT_MAX: usize = 128;

/// The configuration of clients: region, credentials, endpoint, times, retry, pacing.
///
/// Cheap to clone; clones share connections, the retry budget, the pacing, and what was learnt of the service's clock.
#[derive(Clone)]
pub struct Config(Arc<Inner>);

struct Inner {
    region: Option<Region>,
    site: Site,
    endpoint: Option<Endpoint>,
    credentials: Arc<dyn ProvideCredentials>,
    http: reqwest::Client,
    attempt_timeout: Duration,
    call_timeout: Duration,
    language: Option<Language>,
    request_client: String,
    retry: Arc<dyn Retry>,
    retry_budget: RetryBudget,
    pacing: Pacing,
    /// Seconds by which the service's clock is ahead of this machine's.
    clock_skew: AtomicI64,
}

/// The language of the service's messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Language {
    /// `zh-CN`
    Chinese,
    /// `en-US`
    English,
}

impl Language {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Language::Chinese => "zh-CN",
            Language::English => "en-US",
        }
    }
}

impl Config {
    /// Starts a configuration. What is not set comes from the environment, or has its default.
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::default()
    }

    /// The region of calls, where one is set.
    pub fn region(&self) -> Option<&Region> {
        self.0.region.as_ref()
    }

    pub(crate) fn endpoint_of(&self, product: &ProductInfo) -> Result<Endpoint, String> {
        match &self.0.endpoint {
            Some(endpoint) => Ok(endpoint.clone()),
            None => Endpoint::of_product(product.name, self.0.site, self.region()),
        }
    }

    pub(crate) fn credentials(&self) -> &dyn ProvideCredentials {
        &*self.0.credentials
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    pub(crate) fn attempt_timeout(&self) -> Duration {
        self.0.attempt_timeout
    }

    pub(crate) fn call_timeout(&self) -> Duration {
        self.0.call_timeout
    }

    pub(crate) fn language(&self) -> Option<Language> {
        self.0.language
    }

    pub(crate) fn request_client(&self) -> &str {
        &self.0.request_client
    }

    pub(crate) fn retry(&self) -> &dyn Retry {
        &*self.0.retry
    }

    pub(crate) fn retry_budget(&self) -> &RetryBudget {
        &self.0.retry_budget
    }

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
            .field("region", &self.0.region)
            .field("site", &self.0.site)
            .field("endpoint", &self.0.endpoint.as_ref().map(|endpoint| endpoint.url.as_str()))
            .field("credentials", &self.0.credentials)
            .field("retry", &self.0.retry)
            .finish_non_exhaustive()
    }
}

/// Collects what a [`Config`] says.
#[derive(Default)]
#[must_use = "a configuration is made by `build`"]
pub struct ConfigBuilder {
    environment: Environment,
    region: Option<Region>,
    site: Option<Site>,
    endpoint_url: Option<String>,
    credentials: Option<Arc<dyn ProvideCredentials>>,
    http: Option<reqwest::Client>,
    connect_timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    call_timeout: Option<Duration>,
    language: Option<Language>,
    request_client: Option<String>,
    retry: Option<Arc<dyn Retry>>,
    retry_budget: RetryBudget,
    pacing: Pacing,
}

/// Leaves out the endpoint's URL, which can hold a password as long as nobody has looked at it.
impl fmt::Debug for ConfigBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigBuilder")
            .field("region", &self.region)
            .field("site", &self.site)
            .field("credentials", &self.credentials)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

impl ConfigBuilder {
    /// The region of calls, such as `ap-tokyo`. Default: `TENCENTCLOUD_REGION`. The host follows the region where it
    /// must: a finance region is reached through that region's own host.
    pub fn region(mut self, region: impl Into<Region>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Whose endpoints are called. Default: [`Site::China`].
    pub fn site(mut self, site: Site) -> Self {
        self.site = Some(site);
        self
    }

    /// Sends every product's calls to one URL: a proxy, an emulator. Default: `TENCENTCLOUD_ENDPOINT_URL`, else the
    /// product's own host. Plain `http` is accepted for loopback only.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.endpoint_url = Some(url.into());
        self
    }

    /// Where keys come from: [`Credentials`](crate::credentials::Credentials) themselves, or any provider. Default: the
    /// default chain.
    pub fn credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(Arc::new(provider));
        self
    }

    /// Calls through an HTTP client of your own, with its proxies, roots and timeouts. It should not follow redirects,
    /// and should drop idle connections well before the service does after 60 s.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// How long making a connection may take. Default: 5 s. Of no effect with [`http_client`](Self::http_client).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// How long one attempt may take, from connecting to the end of the reply. Default: 30 s.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// How long a call may take with all of its attempts and the waits between them. Default: 120 s.
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.call_timeout = Some(timeout);
        self
    }

    /// The language of the service's messages. Default: the account's own.
    pub fn language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// A word that names your program in the service's logs, sent behind the SDK's own. Letters, digits and `-_,;.`;
    /// 128 characters together with the SDK's.
    pub fn request_client(mut self, name: impl Into<String>) -> Self {
        self.request_client = Some(name.into());
        self
    }

    /// How often calls are tried, and how long they wait in between: a [`RetryPolicy`], or any other [`Retry`]. Default:
    /// [`RetryPolicy::default`], three attempts.
    pub fn retry(mut self, policy: impl Retry + 'static) -> Self {
        self.retry = Some(Arc::new(policy));
        self
    }

    /// How many retries all calls of the configuration together may make while little succeeds. Default: 500 tokens,
    /// see [`RetryBudget`].
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.retry_budget = budget;
        self
    }

    /// How many calls of each action go out in a second. Default: [`Pacing::documented`].
    pub fn pacing(mut self, pacing: Pacing) -> Self {
        self.pacing = pacing;
        self
    }

    /// Where environment variables are read. Default: this process's environment.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    /// Makes the configuration.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] where the parts cannot work together, with the mend in its text: a host and a region of
    /// different zones, a URL that is none, plain `http` to another machine.
    pub fn build(self) -> Result<Config, Error> {
        self.try_build().map_err(|message| Error::new(None, Details::new(ErrorKind::Config, message)))
    }

    fn try_build(self) -> Result<Config, String> {
        let environment = &self.environment;
        let region = self.region.or_else(|| environment.get("TENCENTCLOUD_REGION").map(Region::new));
        if let Some(region) = &region {
            check_region(region)?;
        }
        let site = self.site.unwrap_or_default();
        let url = self.endpoint_url.or_else(|| environment.get("TENCENTCLOUD_ENDPOINT_URL"));
        let endpoint = url.map(|url| Endpoint::parse(&url)).transpose()?;
        match &endpoint {
            Some(endpoint) => endpoint.check_zone(region.as_ref())?,
            // Whatever the product, the site either serves the region's zone or does not.
            None => drop(Endpoint::of_product("any", site, region.as_ref())?),
        }
        let http = match self.http {
            Some(http) => http,
            None => {
                let timeout = self.connect_timeout.unwrap_or(Duration::from_secs(5));
                transport::build_client(timeout, endpoint.as_ref().is_some_and(Endpoint::is_loopback))?
            }
        };
        Ok(Config(Arc::new(Inner {
            region,
            site,
            endpoint,
            credentials: self.credentials.unwrap_or_else(|| Arc::new(Chain::default_for(environment))),
            http,
            attempt_timeout: self.attempt_timeout.unwrap_or(Duration::from_secs(30)),
            call_timeout: self.call_timeout.unwrap_or(Duration::from_secs(120)),
            language: self.language,
            request_client: request_client(self.request_client.as_deref())?,
            retry: self.retry.unwrap_or_else(|| Arc::new(RetryPolicy::default())),
            retry_budget: self.retry_budget,
            pacing: self.pacing,
            clock_skew: AtomicI64::new(0),
        })))
    }
}

/// A region becomes part of a host name, so it may hold nothing else.
fn check_region(region: &Region) -> Result<(), String> {
    let name = region.as_str();
    if !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        return Ok(());
    }
    Err(format!("`{name}` is no region; regions are written like ap-tokyo"))
}

/// The SDK's own name, followed by the program's.
fn request_client(program: Option<&str>) -> Result<String, String> {
    const OWN: &str = concat!("tencloud-rust_", env!("CARGO_PKG_VERSION"));
    let mut name = OWN.to_owned();
    if let Some(program) = program {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_,;.".contains(c);
        if !program.chars().all(allowed) {
            return Err(format!("the request-client string `{program}` holds more than letters, digits and -_,;."));
        }
        name.push(';');
        name.push_str(program);
    }
    if name.len() > REQUEST_CLIENT_MAX {
        let room = REQUEST_CLIENT_MAX - OWN.len() - 1;
        return Err(format!("the request-client string is too long; {room} characters are free"));
    }
    Ok(name)
}
