//! The state that all clones of a product's client share.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use hyper::header::{HOST, HeaderMap};

use super::code_class::classify_code;
use super::{headers, names};
use crate::action::{ActionFacts, ProductFacts, ProductInfo};
use crate::clock;
use crate::common::error_classes_of;
use crate::config::Config;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::identity::{Credentials, CredentialsCache, CredentialsError};
use crate::options::{Decoding, Options};
use crate::printable;
use crate::retry_class::RetryClass;
use crate::secret::Secret;
use crate::signing::SignatureMethod;
use crate::signing::tc3::SigningKey;

/// The core of a product's client. Cheap to clone.
#[derive(Clone)]
pub struct ClientInner(Arc<ClientParts>);

struct ClientParts {
    config: Config,
    product: Product,
    /// The options of the configuration, overridden by those of the client.
    options: Options,
    /// The region for spans and observers. It is printable, even if it cannot be sent.
    shown_region: Option<String>,
    /// Where requests go, or why they cannot be sent.
    route: Result<Route, String>,
    last_signed: Arc<Mutex<Option<LastSigned>>>,
}

/// The product to call. Its names may be known only at run time.
#[derive(Clone)]
pub(super) struct Product {
    name: Cow<'static, str>,
    version: Cow<'static, str>,
    regional: bool,
    error_classes: &'static [(&'static str, RetryClass)],
}

/// The part of a request that is the same for all calls of a client.
pub(super) struct Route {
    pub(super) endpoint: Endpoint,
    pub(super) headers: HeaderMap,
}

/// The credentials of the last request, and the day's signing key that was derived from them.
struct LastSigned {
    credentials: Credentials,
    key: Option<Arc<SigningKey>>,
}

impl ClientInner {
    /// Creates the core of a product's client.
    pub fn new(config: &Config, product: &ProductInfo) -> Self {
        let ProductFacts { name, version, regional, error_classes } = *product;
        let product = Product { name: name.into(), version: version.into(), regional, error_classes };
        Self::build(config.clone(), product, config.options().clone(), Arc::default())
    }

    /// Creates the core of a client for a product of which only the names are known.
    pub(crate) fn untyped(config: &Config, name: String, version: String) -> Self {
        // Names that cannot be sent are rejected later, and may be shown until then.
        let [name, version] = [name, version].map(printable::into_name);
        let error_classes = error_classes_of(&name, &version);
        let product = Product { name: name.into(), version: version.into(), regional: false, error_classes };
        Self::build(config.clone(), product, config.options().clone(), Arc::default())
    }

    /// Returns the same client with options that override its own.
    #[must_use]
    pub fn with_options(&self, options: Options) -> Self {
        let ClientParts { config, product, options: base, last_signed, .. } = &*self.0;
        // Other credentials have other keys: clients that sign alternately would evict each other's.
        let last_signed = if options.credentials.is_some() { Arc::default() } else { last_signed.clone() };
        Self::build(config.clone(), product.clone(), options.over(base), last_signed)
    }

    fn build(config: Config, product: Product, options: Options, last_signed: Arc<Mutex<Option<LastSigned>>>) -> Self {
        let route = Route::new(&config, &product, &options);
        let shown_region = options.region.as_ref().map(|region| printable::name(region.as_str()).into_owned());
        ClientInner(Arc::new(ClientParts { config, product, options, shown_region, route, last_signed }))
    }

    pub(super) fn config(&self) -> &Config {
        &self.0.config
    }

    pub(super) fn product(&self) -> &Product {
        &self.0.product
    }

    pub(super) fn options(&self) -> &Options {
        &self.0.options
    }

    /// Returns how long a stream may take from one event to the next.
    pub(crate) fn event_limit(&self) -> Duration {
        self.0.options.event_limit()
    }

    /// Returns how values without their documented types are treated.
    pub(crate) fn decoding(&self) -> Decoding {
        self.0.options.decoding.unwrap_or_default()
    }

    /// Returns the class of an API error.
    pub(crate) fn class_of(&self, code: &str) -> RetryClass {
        classify_code(&self.0.product.facts(), code)
    }

    pub(super) fn route(&self) -> Result<&Route, &str> {
        self.0.route.as_ref().map_err(String::as_str)
    }

    pub(super) fn service(&self) -> &str {
        &self.0.product.name
    }

    pub(super) fn region(&self) -> Option<&str> {
        self.0.shown_region.as_deref()
    }

    pub(super) fn host(&self) -> Option<&str> {
        self.route().ok().map(|route| route.endpoint.host.as_str())
    }

    /// Returns the credentials to sign with at a time of the service's clock.
    pub(super) async fn credentials(&self, time: SystemTime) -> Result<Credentials, CredentialsError> {
        self.credentials_cache().get(time).await
    }

    /// Asks the provider to replace rejected credentials. Returns whether it has others.
    pub(super) async fn replace_credentials(&self, rejected: &Credentials) -> bool {
        self.credentials_cache().replace(rejected, clock::service_time(self.0.config.clock_skew())).await
    }

    fn credentials_cache(&self) -> &CredentialsCache {
        self.0.options.credentials.as_ref().unwrap_or_else(|| self.0.config.credentials_cache())
    }

    /// Returns how requests of an action are sent and signed. Only TC3 defines how unsigned requests are sent.
    pub(super) fn signature(&self, action: &ActionFacts<'_>) -> SignatureMethod {
        let method = self.0.options.signature.unwrap_or_default();
        if action.signed || method.is_tc3() { method } else { SignatureMethod::Tc3 }
    }

    /// Returns the headers that are the same for all calls that are sent this way.
    pub(super) fn headers(&self, route: &Route, method: SignatureMethod) -> Result<HeaderMap, String> {
        let ClientParts { config, product, options, .. } = &*self.0;
        if options.signature.unwrap_or_default() == method {
            return Ok(route.headers.clone());
        }
        let options = Options { signature: Some(method), ..options.clone() };
        Route::headers(&route.endpoint, config, product, &options)
    }

    /// Returns the day's signing key, and derives it only if the day or the credentials have changed.
    pub(super) fn signing_key(&self, service: &str, credentials: &Credentials, timestamp: u64) -> Arc<SigningKey> {
        if let Some(LastSigned { credentials: last, key: Some(key) }) = &*self.last_signed()
            && last == credentials
            && key.covers(timestamp)
        {
            return key.clone();
        }
        let key = Arc::new(SigningKey::derive(credentials.secret_key().expose(), timestamp, service));
        self.remember(credentials, Some(key.clone()));
        key
    }

    /// Stores the credentials of a request, with the day's signing key if there is one.
    pub(super) fn remember(&self, credentials: &Credentials, key: Option<Arc<SigningKey>>) {
        *self.last_signed() = Some(LastSigned { credentials: credentials.clone(), key });
    }

    /// Returns the secrets of every request of the client: the values of the user's own headers, any of which may be a
    /// key, and what authorizes the request at a proxy.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        self.0.options.headers.iter().map(|(_, value)| value).chain(self.0.config.http().secrets())
    }

    /// Returns the pause of waits between two polls.
    pub(crate) fn poll_interval(&self) -> Duration {
        self.0.options.poll_interval.unwrap_or(Duration::from_secs(2))
    }

    /// Redacts the credentials of the last request, and the secrets of every request, in an error.
    pub(crate) fn redact_credentials(&self, error: &mut Error) {
        let last = self.last_signed();
        let credentials = last.iter().flat_map(|last| last.credentials.secrets());
        error.redact(self.secrets().chain(credentials));
    }

    fn last_signed(&self) -> std::sync::MutexGuard<'_, Option<LastSigned>> {
        self.0.last_signed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Product {
    pub(super) fn facts(&self) -> ProductFacts<'_> {
        ProductFacts {
            name: &self.name,
            version: &self.version,
            regional: self.regional,
            error_classes: self.error_classes,
        }
    }
}

impl Route {
    fn new(config: &Config, product: &Product, options: &Options) -> Result<Route, String> {
        names::check_product(&product.name)?;
        names::check_version(&product.version)?;
        options.check()?;
        let endpoint = config.endpoint_of(&product.name, options.region.as_ref(), options.caller())?;
        let headers = Self::headers(&endpoint, config, product, options)?;
        Ok(Route { endpoint, headers })
    }

    fn headers(
        endpoint: &Endpoint,
        config: &Config,
        product: &Product,
        options: &Options,
    ) -> Result<HeaderMap, String> {
        let mut headers = headers::fixed(config, &product.version, options)?;
        if endpoint.signed_host != endpoint.host {
            headers.insert(HOST, headers::plain(&endpoint.signed_host, "the host to sign")?);
        }
        Ok(headers)
    }
}

impl fmt::Debug for ClientInner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientInner").field("config", &self.0.config).field("options", &self.0.options).finish()
    }
}
