//! Builds a configuration, and checks that its settings are consistent.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use super::endpoints::EndpointSettings;
use super::region::check_region;
use super::shared::{Config, ConfigParts};
use crate::common::Site;
use crate::endpoint::Endpoints;
use crate::environment::Environment;
use crate::error::{Error, ErrorKind};
use crate::identity::{CredentialsCache, ProvideCredentials};
use crate::observe::Observe;
use crate::options::{Decoding, Language, Options};
#[cfg(feature = "pacing")]
use crate::pacing::Pacing;
use crate::region::Region;
use crate::retry::{RetryBudget, RetryPolicy};
use crate::signing::SignatureMethod;
use crate::transport::{self, ClientSettings, HttpClient, Proxies};

/// The service accepts at most this many characters in `X-TC-RequestClient`.
const REQUEST_CLIENT_MAX: usize = 128;

/// Builds a [`Config`].
#[derive(Clone)]
#[must_use = "call `build` to get a configuration"]
pub struct ConfigBuilder {
    fallbacks: &'static Fallbacks,
    environment: Environment,
    endpoints: EndpointSettings,
    credentials: Option<Arc<dyn ProvideCredentials>>,
    http: Option<HttpClient>,
    connect_timeout: Option<Duration>,
    request_client: Option<String>,
    options: Options,
    observers: Vec<Arc<dyn Observe>>,
    retry_budget: RetryBudget,
    #[cfg(feature = "pacing")]
    pacing: Pacing,
}

/// Omits the endpoint URLs, which may contain passwords until they have been checked.
impl fmt::Debug for ConfigBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigBuilder")
            .field("site", &self.endpoints.site)
            .field("credentials", &self.credentials)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// The sources of what neither the program nor an environment variable sets. The module above, which knows these
/// sources, passes them to the builder, since some of them need a configuration themselves.
pub(crate) struct Fallbacks {
    /// Returns the credentials of an environment. STS is called with the given configuration.
    pub(crate) credentials: fn(&Environment, ConfigBuilder) -> Arc<dyn ProvideCredentials>,
    /// Returns the region of an environment, if it has one.
    pub(crate) region: fn(&Environment) -> Option<String>,
}

impl ConfigBuilder {
    pub(crate) fn new(fallbacks: &'static Fallbacks) -> Self {
        ConfigBuilder {
            fallbacks,
            environment: Environment::default(),
            endpoints: EndpointSettings::default(),
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

    /// Sets the region of calls, such as `ap-tokyo`. A financial region has its own host, which is then used. Default:
    /// `TENCENTCLOUD_REGION`, or else the region in the command-line tool's configuration for the profile in use
    /// (`~/.tccli/<profile>.configure`, if that can be read).
    pub fn region(mut self, region: impl Into<Region>) -> Self {
        self.options = self.options.region(region);
        self
    }

    /// Sets where credentials come from: [`Credentials`](crate::credentials::Credentials) or any other provider.
    /// Default: the default chain, [`Chain::default_for`](crate::credentials::Chain::default_for).
    pub fn credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(Arc::new(provider));
        self
    }

    /// Uses your own HTTP client, with its proxies, root certificates and timeouts. It should not follow redirects, and
    /// should close idle connections well before the service does so after 60 s.
    ///
    /// Default: a client that configurations do not share. It uses the system's root certificates, which the first call
    /// to an `https` host reads once per process, and the proxies of the environment: `HTTPS_PROXY`, `HTTP_PROXY`,
    /// `ALL_PROXY` and `NO_PROXY`, in upper or lower case. This machine and the metadata service are never called
    /// through a proxy.
    #[cfg(feature = "reqwest")]
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(HttpClient::of_program(client));
        self
    }

    /// Sets how long connecting may take. Default: 5 s. It has no effect with [`http_client`](Self::http_client).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Sets how long one attempt may take, from connecting to the end of the response, or to the first event of a
    /// [stream](crate::event_stream). Default: 30 s.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.attempt_timeout(timeout);
        self
    }

    /// Sets how long a call may take, with all of its attempts and the waits between them. Default: 120 s.
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.call_timeout(timeout);
        self
    }

    /// Sets how long a [stream of events](crate::event_stream) may take from one event to the next. Default: 60 s.
    pub fn event_timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.event_timeout(timeout);
        self
    }

    /// Sets the language of the service's messages. Default: the language of the account.
    pub fn language(mut self, language: Language) -> Self {
        self.options = self.options.language(language);
        self
    }

    /// Sets the name of your program in the service's logs, where it follows the name of the SDK. It may contain
    /// letters, digits and `-_,;.`; both names together may have at most 128 characters.
    pub fn request_client(mut self, name: impl Into<String>) -> Self {
        self.request_client = Some(name.into());
        self
    }

    /// Sets when failed calls are retried: an [`ExponentialBackoff`](crate::retry::ExponentialBackoff) or any other
    /// [`RetryPolicy`]. Default: three attempts.
    pub fn retry(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.options = self.options.retry(policy);
        self
    }

    /// Sets how many retries all calls of the configuration together may make while few calls succeed. Default: 500
    /// tokens; see [`RetryBudget`].
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.retry_budget = budget;
        self
    }

    /// Sets how many calls of each action are sent per second. Default: [`Pacing::documented`].
    #[cfg(feature = "pacing")]
    pub fn pacing(mut self, pacing: Pacing) -> Self {
        self.pacing = pacing;
        self
    }

    /// Sets how requests are sent and signed. Default: [`SignatureMethod::Tc3`].
    pub fn signature(mut self, method: SignatureMethod) -> Self {
        self.options = self.options.signature(method);
        self
    }

    /// Sets how responses are decoded that contain values without their documented types. Default:
    /// [`Decoding::Lenient`].
    pub fn decoding(mut self, decoding: Decoding) -> Self {
        self.options = self.options.decoding(decoding);
        self
    }

    /// Sets how long a [`Wait`](crate::wait::Wait) pauses between two polls, unless it has its own interval. Default: 2
    /// s.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.options = self.options.poll_interval(interval);
        self
    }

    /// Sets several options. Those that are set override earlier ones; the others stay as they are.
    pub fn options(mut self, options: Options) -> Self {
        self.options = options.over(&self.options);
        self
    }

    /// Adds an observer of every call and attempt. Observers are called in the order in which they were added.
    pub fn observer(mut self, observer: impl Observe + 'static) -> Self {
        self.observers.push(Arc::new(observer));
        self
    }

    /// Sets where environment variables and files are read. Default: the environment of this process. If the given
    /// environment names no proxy, the proxies are still those of the process.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    /// Builds the configuration.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if settings contradict each other or are invalid: a host and a region of different zones,
    /// an invalid URL, plain `http` to another machine, a timeout of zero, or a variable such as `HTTPS_PROXY` whose
    /// value is not a proxy. The message contains the fix.
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
        options.check()?;
        let endpoints = self.endpoints.resolve(environment)?;
        endpoints.check(region)?;
        let http = match self.http {
            Some(http) => http,
            None => {
                let connect_timeout = self.connect_timeout.unwrap_or(Duration::from_secs(5));
                if connect_timeout.is_zero() {
                    return Err("connect_timeout is zero, so no connection can be made; set a longer one".to_owned());
                }
                // If some hosts use plain `http`, those that use `https` may never be called.
                if !endpoints.has_plain() {
                    transport::check_tls()?;
                }
                HttpClient::new(ClientSettings { connect_timeout, proxies: proxies(environment, &endpoints)? })
            }
        };
        let credentials = self.credentials.unwrap_or_else(|| {
            sts.http = Some(http.clone());
            (self.fallbacks.credentials)(environment, sts)
        });
        let observers = self.observers.into_iter();
        #[cfg(feature = "metrics")]
        let observers = observers.chain([Arc::new(crate::metrics::Metrics) as Arc<dyn Observe>]);
        Ok(Config::new(ConfigParts {
            endpoints,
            credentials: CredentialsCache::new(credentials),
            http,
            request_client: request_client(self.request_client.as_deref())?,
            options,
            observers: observers.collect(),
            retry_budget: self.retry_budget,
            #[cfg(feature = "pacing")]
            pacing: self.pacing,
            clock_skew: AtomicI64::new(0),
        }))
    }
}

/// Settings for where calls are sent. Without any of these, a call is sent to the product's own host at the
/// [site](ConfigBuilder::site).
impl ConfigBuilder {
    /// Sets which Tencent Cloud site to call. Default: [`Site::China`].
    pub fn site(mut self, site: Site) -> Self {
        self.endpoints.site = Some(site);
        self
    }

    /// Sets the domain that follows a product's name in its host, such as that of a private cloud: with
    /// `cloud.example`, calls of redis are sent to `https://redis.cloud.example`. Default: the domain of the
    /// [site](Self::site).
    pub fn root_domain(mut self, domain: impl Into<String>) -> Self {
        self.endpoints.root_domain = Some(domain.into());
        self
    }

    /// Sends the calls of every product to one URL, such as that of a gateway or an emulator, which may contain a path.
    /// Plain `http` is accepted only for loopback addresses, unless it is [allowed](Self::allow_plain_http). Default:
    /// `TENCENTCLOUD_ENDPOINT_URL`, or else the product's own host.
    ///
    /// The host of one product, such as `https://redis.internal.tencentcloudapi.com`, serves only that product: calls
    /// of other products fail with [`ErrorKind::Config`](crate::ErrorKind::Config) before anything is sent. To assume
    /// roles, STS is called at its host in the same domain.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.endpoints.url = Some(url.into());
        self
    }

    /// Sends the calls of one product, such as `redis`, to a URL, which overrides [`endpoint_url`](Self::endpoint_url)
    /// for that product. It can be set for several products.
    pub fn endpoint_url_for(mut self, product: impl Into<String>, url: impl Into<String>) -> Self {
        self.endpoints.of_products.push((product.into(), url.into()));
        self
    }

    /// Sends and signs this `Host`, such as `redis.tencentcloudapi.com`, instead of that of the endpoint URL, to which
    /// calls still connect. Use it for a tunnel or a private address that passes requests on unchanged. The host of one
    /// product serves only that product.
    pub fn sign_host(mut self, host: impl Into<String>) -> Self {
        self.endpoints.signed_host = Some(host.into());
        self
    }

    /// Sets whether endpoint URLs of other machines may use plain `http`, such as that of an emulator in another
    /// container. Anyone on the network path can then read requests and responses, including passwords. Default:
    /// `TENCENTCLOUD_ALLOW_PLAIN_HTTP` (`true` or `false`), or else `false`.
    pub fn allow_plain_http(mut self, allow: bool) -> Self {
        self.endpoints.allow_plain_http = Some(allow);
        self
    }
}

/// Returns the proxies that variables name, in the given environment or else in that of the process; without any, those
/// of the system's settings.
fn proxies(environment: &Environment, endpoints: &Endpoints) -> Result<Proxies, String> {
    for environment in [environment, &Environment::process()] {
        let variable = |name: &str| environment.get(name).map_err(|error| error.to_string());
        if let Some(proxies) = Proxies::read(&variable, endpoints.schemes())? {
            return Ok(proxies);
        }
    }
    Ok(Proxies::of_system())
}

/// Returns the name of the SDK, followed by that of the program.
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
        return Err(format!("the request-client string is too long; it can have at most {room} characters"));
    }
    Ok(name)
}
