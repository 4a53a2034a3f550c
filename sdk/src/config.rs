//! What a program says once about all of its calls.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crate::Site;
use crate::clock;
use crate::endpoint::Endpoint;
use crate::environment::Environment;
use crate::error::{Error, ErrorKind};
use crate::identity::{Credentials, CredentialsCache, CredentialsError, ProvideCredentials};
use crate::observe::Observe;
use crate::options::{Language, Options};
use crate::pacing::Pacing;
use crate::region::Region;
use crate::retry::{RetryBudget, RetryPolicy};
use crate::signing::SignatureMethod;
use crate::transport;

/// The service takes at most this many characters in `X-TC-RequestClient`.
const REQUEST_CLIENT_MAX: usize = 128;

/// The configuration of clients: region, credentials, endpoint, times, retry, pacing.
///
/// Cheap to clone; clones share connections, temporary keys, the retry budget, the pacing, and what was learnt of the
/// service's clock.
///
/// Connections belong to the tokio runtime in which they were made, and stand still while that runtime does. Runtimes that
/// rest between calls, such as one for each thread, had better have a configuration each; one after the other can share.
#[derive(Clone)]
pub struct Config(Arc<Inner>);

struct Inner {
    site: Site,
    endpoint: Option<Endpoint>,
    credentials: CredentialsCache,
    http: reqwest::Client,
    request_client: String,
    /// What clients and calls can have otherwise.
    options: Options,
    observers: Vec<Arc<dyn Observe>>,
    retry_budget: RetryBudget,
    pacing: Pacing,
    /// Seconds by which the service's clock is ahead of this machine's.
    clock_skew: AtomicI64,
}

impl Config {
    /// The region of calls, where one is set.
    pub fn region(&self) -> Option<&Region> {
        self.0.options.region.as_ref()
    }

    /// Where calls of a product go in a region, or why they cannot.
    pub(crate) fn endpoint_of(&self, product: &str, region: Option<&Region>) -> Result<Endpoint, String> {
        region.map_or(Ok(()), check_region)?;
        match &self.0.endpoint {
            Some(endpoint) => endpoint.check_zone(region).map(|()| endpoint.clone()),
            None => Endpoint::of_product(product, self.0.site, region),
        }
    }

    /// The credentials to sign with now.
    pub(crate) async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        self.0.credentials.get(clock::service_time(self.clock_skew())).await
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

/// Collects what a [`Config`] says.
#[derive(Clone)]
#[must_use = "a configuration is made by `build`"]
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
    pacing: Pacing,
}

/// Leaves out the endpoint's URL, which can hold a password as long as nobody has looked at it.
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
    pub(crate) region: fn(&Environment) -> Result<Option<String>, String>,
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
            pacing: Pacing::default(),
        }
    }

    /// The region of calls, such as `ap-tokyo`. Default: `TENCENTCLOUD_REGION`, else the region that the command line
    /// tool is configured with for the profile in use (`~/.tccli/<profile>.configure`). The host follows the region where it
    /// must: a finance region is reached through that region's own host.
    pub fn region(mut self, region: impl Into<Region>) -> Self {
        self.options = self.options.region(region);
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
    /// default chain, [`Chain::default_for`].
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
        self.options = self.options.attempt_timeout(timeout);
        self
    }

    /// How long a call may take with all of its attempts and the waits between them. Default: 120 s.
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.call_timeout(timeout);
        self
    }

    /// The language of the service's messages. Default: the account's own.
    pub fn language(mut self, language: Language) -> Self {
        self.options = self.options.language(language);
        self
    }

    /// A word that names your program in the service's logs, sent behind the SDK's own. Letters, digits and `-_,;.`;
    /// 128 characters together with the SDK's.
    pub fn request_client(mut self, name: impl Into<String>) -> Self {
        self.request_client = Some(name.into());
        self
    }

    /// How often calls are tried, and how long they wait in between: a [`ExponentialBackoff`](crate::ExponentialBackoff), or any other
    /// [`RetryPolicy`]. Default: three attempts.
    pub fn retry(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.options = self.options.retry(policy);
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

    /// How calls are sent and signed. Default: [`SignatureMethod::Tc3`].
    pub fn signature(mut self, method: SignatureMethod) -> Self {
        self.options = self.options.signature(method);
        self
    }

    /// Lays options over what was set before: what they set counts, the rest stays.
    pub fn options(mut self, options: Options) -> Self {
        self.options = options.over(&self.options);
        self
    }

    /// Is told of every call and attempt. May be given more than once: each is told, in turn.
    pub fn observer(mut self, observer: impl Observe + 'static) -> Self {
        self.observers.push(Arc::new(observer));
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
            (None, None) => (self.fallbacks.region)(environment)?.map(Region::new),
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
            // Whatever the product, the site either serves the region's zone or does not.
            None => drop(Endpoint::of_product("any", site, region)?),
        }
        let http = match self.http {
            Some(http) => http,
            None => {
                let timeout = self.connect_timeout.unwrap_or(Duration::from_secs(5));
                transport::build_client(timeout, endpoint.as_ref().is_some_and(Endpoint::is_loopback))?
            }
        };
        let credentials = self.credentials.unwrap_or_else(|| {
            sts.http = Some(http.clone());
            (self.fallbacks.credentials)(environment, sts)
        });
        let observers = self.observers.into_iter();
        #[cfg(feature = "metrics")]
        let observers = observers.chain([Arc::new(crate::metrics::Metrics) as Arc<dyn Observe>]);
        Ok(Config(Arc::new(Inner {
            site,
            endpoint,
            credentials: CredentialsCache::new(credentials),
            http,
            request_client: request_client(self.request_client.as_deref())?,
            options,
            observers: observers.collect(),
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
