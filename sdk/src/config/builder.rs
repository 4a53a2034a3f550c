//! Builds a configuration, and checks that its parts work together.

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

/// The service takes at most this many characters in `X-TC-RequestClient`.
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

/// Omits the URLs of endpoints, which can contain a password until they have been checked.
impl fmt::Debug for ConfigBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigBuilder")
            .field("site", &self.endpoints.site)
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

    /// The region of calls, such as `ap-tokyo`. Default: `TENCENTCLOUD_REGION`, or else the region that the command-line
    /// tool is configured with for the profile in use (`~/.tccli/<profile>.configure`, if that can be read). A financial
    /// region has a host of its own, which is then used.
    pub fn region(mut self, region: impl Into<Region>) -> Self {
        self.options = self.options.region(region);
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
    ///
    /// Default: a client that configurations do not share, with the roots of the system, which the first call to an `https`
    /// host reads once per process, and with the proxies of the environment: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`
    /// and `NO_PROXY`, in upper case or lower case. This machine and the metadata service are never called through a
    /// proxy.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(HttpClient::of_program(client));
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

    /// Where environment variables and files are read. Default: the environment of this process. If the given one names no
    /// proxy, the proxies are still those of the process.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    /// Builds the configuration.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if the parts cannot work together or one of them cannot be used: a host and a region of
    /// different zones, an invalid URL, plain `http` to another machine, a timeout of zero, a variable such as
    /// `HTTPS_PROXY` with a value that is no proxy. The message contains the fix.
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
                    return Err(
                        "connect_timeout is zero, in which no connection can be made; set a longer one".to_owned()
                    );
                }
                // With some hosts over plain `http`, those over `https` are perhaps never called.
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

/// Where calls go. Without any of these, a call goes to the product's own host at the [site](ConfigBuilder::site).
impl ConfigBuilder {
    /// Which Tencent Cloud site to call. Default: [`Site::China`].
    pub fn site(mut self, site: Site) -> Self {
        self.endpoints.site = Some(site);
        self
    }

    /// The domain that follows a product's name in its host, such as that of a private cloud: with `cloud.example`, calls
    /// of redis go to `https://redis.cloud.example`. Default: the domain of the [site](Self::site).
    pub fn root_domain(mut self, domain: impl Into<String>) -> Self {
        self.endpoints.root_domain = Some(domain.into());
        self
    }

    /// Sends the calls of every product to one URL: of a gateway or an emulator, with a path if it has one. Default:
    /// `TENCENTCLOUD_ENDPOINT_URL`, or else the product's own host. Plain `http` is accepted for loopback only, unless it
    /// is [allowed](Self::allow_plain_http).
    ///
    /// The host of one product, such as `https://redis.internal.tencentcloudapi.com`, serves that product only: calls of
    /// others fail with [`ErrorKind::Config`](crate::ErrorKind::Config) before anything is sent. For roles, STS is called
    /// at the host of the same domain.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.endpoints.url = Some(url.into());
        self
    }

    /// Sends the calls of one product, such as `redis`, to a URL, which overrides [`endpoint_url`](Self::endpoint_url) for
    /// it. Can be set for several products.
    pub fn endpoint_url_for(mut self, product: impl Into<String>, url: impl Into<String>) -> Self {
        self.endpoints.of_products.push((product.into(), url.into()));
        self
    }

    /// Sends and signs this `Host`, such as `redis.tencentcloudapi.com`, and not that of the endpoint URL, to which it
    /// still connects. For a tunnel or a private address that passes requests on as they are. The host of one product
    /// serves that product only.
    pub fn sign_host(mut self, host: impl Into<String>) -> Self {
        self.endpoints.signed_host = Some(host.into());
        self
    }

    /// Whether endpoint URLs of other machines can be plain `http`, as those of an emulator in another container are.
    /// Everybody on the way can then read requests and responses, with the passwords in them. Default:
    /// `TENCENTCLOUD_ALLOW_PLAIN_HTTP` (`true` or `false`), or else no.
    pub fn allow_plain_http(mut self, allow: bool) -> Self {
        self.endpoints.allow_plain_http = Some(allow);
        self
    }
}

/// The proxies that variables name, of the given environment or else of the process; without any, those of the system's
/// settings.
fn proxies(environment: &Environment, endpoints: &Endpoints) -> Result<Proxies, String> {
    for environment in [environment, &Environment::process()] {
        let variable = |name: &str| environment.get(name).map_err(|error| error.to_string());
        if let Some(proxies) = Proxies::read(&variable, endpoints.schemes())? {
            return Ok(proxies);
        }
    }
    Ok(Proxies::of_system())
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
