//! The configuration that all calls of a program share.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use crate::clock;
use crate::common::Site;
use crate::endpoint::Endpoint;
use crate::environment::Environment;
use crate::error::{Error, ErrorKind};
use crate::identity::{Credentials, CredentialsCache, CredentialsError, ProvideCredentials};
use crate::observe::Observe;
use crate::options::{Decoding, Language, Options};
#[cfg(feature = "pacing")]
use crate::pacing::Pacing;
use crate::region::Region;
use crate::retry::{RetryBudget, RetryPolicy};
use crate::signing::SignatureMethod;
use crate::transport::{self, ClientSettings};

/// The service takes at most this many characters in `X-TC-RequestClient`.
const REQUEST_CLIENT_MAX: usize = 128;

/// The configuration of clients: region, credentials, endpoint, timeouts, retry, rate limits.
///
/// Cheap to clone; clones share connections, cached credentials, the retry budget, the rate limits, and the measured
/// difference between the service's clock and this machine's.
///
/// Connections belong to the tokio runtime in which they were made, and make no progress while that runtime does not run.
/// Runtimes that are idle between calls, such as one for each thread, should have a configuration each; runtimes that run
/// one after the other can share one.
#[derive(Clone)]
pub struct Config(Arc<ConfigParts>);

struct ConfigParts {
    site: Site,
    endpoint: Option<Endpoint>,
    credentials: CredentialsCache,
    http: reqwest::Client,
    request_client: String,
    /// What clients and calls can override.
    options: Options,
    observers: Vec<Arc<dyn Observe>>,
    retry_budget: RetryBudget,
    #[cfg(feature = "pacing")]
    pacing: Pacing,
    /// Seconds by which the service's clock is ahead of this machine's.
    clock_skew: AtomicI64,
}

impl Config {
    /// The region of calls, if one is set.
    pub fn region(&self) -> Option<&Region> {
        self.0.options.region.as_ref()
    }

    /// Where calls of a product go in a region, or why there is no such place.
    pub(crate) fn endpoint_of(&self, product: &str, region: Option<&Region>) -> Result<Endpoint, String> {
        region.map_or(Ok(()), check_region)?;
        match &self.0.endpoint {
            Some(endpoint) => endpoint.check_zone(region).map(|()| endpoint.clone()),
            None => Endpoint::of_product(product, self.0.site, region),
        }
    }

    /// The credentials to sign with at a time of the service's clock.
    pub(crate) async fn credentials(&self, time: SystemTime) -> Result<Credentials, CredentialsError> {
        self.0.credentials.get(time).await
    }

    /// Asks for other credentials in place of rejected ones. Returns whether there are others.
    pub(crate) async fn replace_credentials(&self, rejected: &Credentials) -> bool {
        self.0.credentials.replace(rejected, clock::service_time(self.clock_skew())).await
    }

    pub(crate) fn options(&self) -> &Options {
        &self.0.options
    }

    pub(crate) fn observers(&self) -> &[Arc<dyn Observe>] {
        &self.0.observers
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
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
            .field("site", &self.0.site)
            .field("endpoint", &self.0.endpoint.as_ref().map(|endpoint| endpoint.url.as_str()))
            .field("credentials", &self.0.credentials)
            .field("options", &self.0.options)
            .finish_non_exhaustive()
    }
}

/// Builds a [`Config`].
#[derive(Clone)]
#[must_use = "call `build` to get a configuration"]
pub struct ConfigBuilder {
    fallbacks: &'static Fallbacks,
    environment: Environment,
    site: Option<Site>,
    endpoint_url: Option<String>,
    credentials: Option<Arc<dyn ProvideCredentials>>,
    http: Option<reqwest::Client>,
    connect_timeout: Option<Duration>,
    request_client: Option<String>,
    options: Options,
    observers: Vec<Arc<dyn Observe>>,
    retry_budget: RetryBudget,
    #[cfg(feature = "pacing")]
    pacing: Pacing,
}

/// Omits the URL of the endpoint, which can contain a password until it has been checked.
impl fmt::Debug for ConfigBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigBuilder")
            .field("site", &self.site)
            .field("credentials", &self.credentials)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// Where a configuration gets what neither the program nor an environment variable sets. Handed to the builder by the
/// module above, which knows the sources: some of them need a configuration themselves.
pub(crate) struct Fallbacks {
    /// The credentials of an environment. STS is called with the given configuration.
    pub(crate) credentials: fn(&Environment, ConfigBuilder) -> Arc<dyn ProvideCredentials>,
    /// The region of an environment, if it has one.
    pub(crate) region: fn(&Environment) -> Option<String>,
}

impl ConfigBuilder {
    pub(crate) fn new(fallbacks: &'static Fallbacks) -> Self {
        ConfigBuilder {
            fallbacks,
            environment: Environment::default(),
            site: None,
            endpoint_url: None,
            credentials: None,
            http: None,
            connect_timeout: None,
            request_client: None,
            options: Options::default(),
            observers: Vec::new(),
            retry_budget: RetryBudget::default(),
            #[cfg(feature = "pacing")]
            pacing: Pacing::default(),
        }
    }

    /// The region of calls, such as `ap-tokyo`. Default: `TENCENTCLOUD_REGION`, or else the region that the command-line
    /// tool is configured with for the profile in use (`~/.tccli/<profile>.configure`, if that can be read). A financial region has a host of
    /// its own, which is then used.
    pub fn region(mut self, region: impl Into<Region>) -> Self {
        self.options = self.options.region(region);
        self
    }

    /// Which Tencent Cloud site to call. Default: [`Site::China`].
    pub fn site(mut self, site: Site) -> Self {
        self.site = Some(site);
        self
    }

    /// Sends the calls of every product to one URL: a proxy, an emulator. Default: `TENCENTCLOUD_ENDPOINT_URL`, or else
    /// the product's own host. Plain `http` is accepted for loopback only.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.endpoint_url = Some(url.into());
        self
    }

    /// Where credentials come from: [`Credentials`](crate::credentials::Credentials), or any provider. Default: the default
    /// chain, [`Chain::default_for`](crate::credentials::Chain::default_for).
    pub fn credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(Arc::new(provider));
        self
    }

    /// Uses an HTTP client of your own, with its proxies, roots and timeouts. It should not follow redirects, and should
    /// close idle connections well before the service does after 60 s.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// How long connecting may take. Default: 5 s. Has no effect with [`http_client`](Self::http_client).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// How long one attempt may take, from connecting to the end of the response. Default: 30 s.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.attempt_timeout(timeout);
        self
    }

    /// How long a call may take, with all of its attempts and the waits between them. Default: 120 s.
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.call_timeout(timeout);
        self
    }

    /// The language of the service's messages. Default: the account's own.
    pub fn language(mut self, language: Language) -> Self {
        self.options = self.options.language(language);
        self
    }

    /// The name of your program in the service's logs, sent after the name of the SDK. Letters, digits and `-_,;.`;
    /// together with the name of the SDK at most 128 characters.
    pub fn request_client(mut self, name: impl Into<String>) -> Self {
        self.request_client = Some(name.into());
        self
    }

    /// When failed calls are retried: an [`ExponentialBackoff`](crate::retry::ExponentialBackoff), or any other
    /// [`RetryPolicy`]. Default: three attempts.
    pub fn retry(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.options = self.options.retry(policy);
        self
    }

    /// How many retries all calls of the configuration together may make while few calls succeed. Default: 500 tokens,
    /// see [`RetryBudget`].
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.retry_budget = budget;
        self
    }

    /// How many calls of each action are sent per second. Default: [`Pacing::documented`].
    #[cfg(feature = "pacing")]
    pub fn pacing(mut self, pacing: Pacing) -> Self {
        self.pacing = pacing;
        self
    }

    /// How requests are sent and signed. Default: [`SignatureMethod::Tc3`].
    pub fn signature(mut self, method: SignatureMethod) -> Self {
        self.options = self.options.signature(method);
        self
    }

    /// What becomes of responses with values that do not have their documented types. Default: [`Decoding::Lenient`].
    pub fn decoding(mut self, decoding: Decoding) -> Self {
        self.options = self.options.decoding(decoding);
        self
    }

    /// How long a [`Wait`](crate::wait::Wait) pauses between two polls, unless it has an interval of its own. Default: 2 s.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.options = self.options.poll_interval(interval);
        self
    }

    /// Sets options: those that are set override earlier ones, the others stay.
    pub fn options(mut self, options: Options) -> Self {
        self.options = options.over(&self.options);
        self
    }

    /// Observes every call and attempt. Can be set more than once: observers are called in their order.
    pub fn observer(mut self, observer: impl Observe + 'static) -> Self {
        self.observers.push(Arc::new(observer));
        self
    }

    /// Where environment variables and files are read. Default: the environment of this process.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    /// Builds the configuration.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if the parts cannot work together: a host and a region of different zones, an invalid URL,
    /// plain `http` to another machine. The message contains the fix.
    pub fn build(self) -> Result<Config, Error> {
        self.try_build().map_err(|message| Error::new(ErrorKind::Config, message))
    }

    fn try_build(self) -> Result<Config, String> {
        let mut sts = self.clone();
        let environment = &self.environment;
        let variable = |name| environment.get(name).map_err(|error| error.to_string());
        let mut options = self.options;
        options.region = match (options.region, variable("TENCENTCLOUD_REGION")?) {
            (Some(region), _) => Some(region),
            (None, Some(region)) => Some(Region::new(region)),
            (None, None) => (self.fallbacks.region)(environment).map(Region::new),
        };
        let region = options.region.as_ref();
        region.map_or(Ok(()), check_region)?;
        options.header_map()?;
        let site = self.site.unwrap_or_default();
        let url = match self.endpoint_url {
            Some(url) => Some(url),
            None => variable("TENCENTCLOUD_ENDPOINT_URL")?,
        };
        let endpoint = url.map(|url| Endpoint::parse(&url)).transpose()?;
        match &endpoint {
            Some(endpoint) => endpoint.check_zone(region)?,
            // Whether the site serves the zone of the region does not depend on the product.
            None => drop(Endpoint::of_product("any", site, region)?),
        }
        let http = match self.http {
            Some(http) => http,
            None => {
                let connect_timeout = self.connect_timeout.unwrap_or(Duration::from_secs(5));
                let is_local = endpoint.as_ref().is_some_and(Endpoint::is_loopback);
                let is_plain = endpoint.as_ref().is_some_and(Endpoint::is_plain);
                transport::build_client(&ClientSettings { connect_timeout, is_local, is_plain })?
            }
        };
        let credentials = self.credentials.unwrap_or_else(|| {
            sts.http = Some(http.clone());
            (self.fallbacks.credentials)(environment, sts)
        });
        let observers = self.observers.into_iter();
        #[cfg(feature = "metrics")]
        let observers = observers.chain([Arc::new(crate::metrics::Metrics) as Arc<dyn Observe>]);
        Ok(Config(Arc::new(ConfigParts {
            site,
            endpoint,
            credentials: CredentialsCache::new(credentials),
            http,
            request_client: request_client(self.request_client.as_deref())?,
            options,
            observers: observers.collect(),
            retry_budget: self.retry_budget,
            #[cfg(feature = "pacing")]
            pacing: self.pacing,
            clock_skew: AtomicI64::new(0),
        })))
    }
}

/// A region becomes part of a host name, so it must be valid there.
fn check_region(region: &Region) -> Result<(), String> {
    let name = region.as_str();
    if !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        return Ok(());
    }
    Err(format!("invalid region `{name}`; regions are written like ap-tokyo"))
}

/// The name of the SDK, followed by that of the program.
fn request_client(program: Option<&str>) -> Result<String, String> {
    const OWN: &str = concat!("tencloud-rust_", env!("CARGO_PKG_VERSION"));
    let mut name = OWN.to_owned();
    if let Some(program) = program {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_,;.".contains(c);
        if !program.chars().all(allowed) {
            return Err(format!(
                "invalid request-client string `{program}`; only letters, digits and -_,;. are allowed"
            ));
        }
        name.push(';');
        name.push_str(program);
    }
    if name.len() > REQUEST_CLIENT_MAX {
        let room = REQUEST_CLIENT_MAX - OWN.len() - 1;
        return Err(format!("the request-client string is too long; it can have {room} characters"));
    }
    Ok(name)
}
