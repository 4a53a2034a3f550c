//! Options that can differ from call to call.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use hyper::header::{HeaderMap, HeaderName, HeaderValue};

use crate::endpoint::Caller;
use crate::identity::{CredentialsCache, ProvideCredentials};
use crate::region::Region;
use crate::retry::RetryPolicy;
use crate::secret::Secret;
use crate::signing::SignatureMethod;

/// Options that can differ between clients and between calls. Options that are not set keep their previous values.
///
/// A client's `with_options` overrides the client's own options. It opens no connection and takes almost no time, so
/// you can use it for a single call:
///
/// ```no_run
/// # async fn example(redis: tencloud::redis::Client) -> Result<(), tencloud::Error> {
/// # use std::time::Duration;
/// use tencloud::Options;
///
/// let quick = Options::new().call_timeout(Duration::from_secs(3)).region("ap-singapore");
/// let instances = redis.with_options(quick).describe_instances().send().await?;
/// # Ok(())
/// # }
/// ```
///
/// Calls with invalid options, such as a region that the endpoint does not serve, fail with
/// [`ErrorKind::Config`](crate::ErrorKind::Config) before anything is sent.
#[derive(Clone, Default)]
#[must_use = "pass options to `with_options` of a client"]
pub struct Options {
    pub(crate) region: Option<Region>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) call_timeout: Option<Duration>,
    pub(crate) event_timeout: Option<Duration>,
    pub(crate) language: Option<Language>,
    pub(crate) token: Option<Secret>,
    pub(crate) retry: Option<Arc<dyn RetryPolicy>>,
    pub(crate) signature: Option<SignatureMethod>,
    pub(crate) headers: Vec<(String, Secret)>,
    pub(crate) decoding: Option<Decoding>,
    pub(crate) poll_interval: Option<Duration>,
    /// The provider, and the credentials that it returned last, which all owners of these options share.
    pub(crate) credentials: Option<CredentialsCache>,
    pub(crate) caller: Option<Caller>,
}

/// How a response is decoded that contains values without their documented types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decoding {
    /// Such a value becomes zero, empty or `None`, or is omitted if it is an item of a list, and a warning is logged.
    /// `send_raw` returns what did not fit.
    #[default]
    Lenient,
    /// The call fails with [`ErrorKind::MalformedResponse`](crate::ErrorKind::MalformedResponse). It also fails if an
    /// always-present field is missing or null. [`Error::misfits`](crate::Error::misfits) returns the places, and
    /// [`Error::last_response`](crate::Error::last_response) what did fit. A write has still been executed:
    /// [`Error::may_have_acted`](crate::Error::may_have_acted) returns `true`.
    Strict,
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

impl Options {
    /// Creates options that change nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the region of calls, such as `ap-tokyo`. A financial region has its own host, which is then used.
    pub fn region(mut self, region: impl Into<Region>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Sets the credentials that sign the calls, such as those of a tenant. Default: the credentials of the
    /// [`Config`](crate::Config). Connections, rate limits and the retry budget are shared with the other calls of the
    /// configuration.
    ///
    /// These options and all clients made with them cache the credentials, as a configuration does: keep the client or
    /// the options for as long as the provider should not be asked again.
    ///
    /// ```no_run
    /// # fn example(redis: tencloud::redis::Client) {
    /// use tencloud::Options;
    /// use tencloud::credentials::Credentials;
    ///
    /// let tenant = Credentials::new("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
    /// let redis_of_tenant = redis.with_options(Options::new().credentials(tenant));
    /// # }
    /// ```
    pub fn credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(CredentialsCache::new(Arc::new(provider)));
        self
    }

    /// Sets how long one attempt may take, from connecting to the end of the response, or to the first event of a
    /// [stream](crate::event_stream). Default: 30 s.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Sets how long a call may take, with all of its attempts and the waits between them. Default: 120 s.
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.call_timeout = Some(timeout);
        self
    }

    /// Sets how long a [stream of events](crate::event_stream) may take from one event to the next. Default: 60 s.
    /// Comments, which servers send to keep the connection open, are not events. The other timeouts apply until the
    /// first event; the whole stream has no time limit.
    pub fn event_timeout(mut self, timeout: Duration) -> Self {
        self.event_timeout = Some(timeout);
        self
    }

    /// Sets the language of the service's messages. Default: the language of the account.
    pub fn language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// Sets a session token that replaces the one of the credentials. Default: the token of the credentials, if they
    /// are temporary.
    pub fn token(mut self, token: impl Into<Secret>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Sets when failed calls are retried. Default: an [`ExponentialBackoff`](crate::retry::ExponentialBackoff) with
    /// three attempts.
    pub fn retry(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.retry = Some(Arc::new(policy));
        self
    }

    /// Sets how requests are sent and signed. Default: [`SignatureMethod::Tc3`].
    pub fn signature(mut self, method: SignatureMethod) -> Self {
        self.signature = Some(method);
        self
    }

    /// Adds a header to every request, for example for a gateway between you and the service. It is neither signed nor
    /// shown in `Debug`. Setting the same name again replaces the value. Headers of the protocol and of the connection
    /// cannot be set.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), Secret::new(value)));
        self
    }

    /// Sets how responses are decoded that contain values without their documented types. Default:
    /// [`Decoding::Lenient`].
    pub fn decoding(mut self, decoding: Decoding) -> Self {
        self.decoding = Some(decoding);
        self
    }

    /// Sets how long a [`Wait`](crate::wait::Wait) pauses between two polls, unless it has its own interval. Default: 2
    /// s.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.poll_interval = Some(interval);
        self
    }

    /// Returns the options of the SDK's own calls, which obtain credentials.
    #[cfg(feature = "sts")]
    pub(crate) fn of_sdk() -> Self {
        Options { caller: Some(Caller::Sdk), ..Self::default() }
    }

    /// Returns who makes the calls.
    pub(crate) fn caller(&self) -> Caller {
        self.caller.unwrap_or(Caller::Program)
    }

    /// Rejects options that no call can satisfy.
    pub(crate) fn check(&self) -> Result<(), String> {
        let timeouts = [
            ("attempt_timeout", self.attempt_timeout),
            ("call_timeout", self.call_timeout),
            ("event_timeout", self.event_timeout),
        ];
        for (name, timeout) in timeouts {
            if timeout == Some(Duration::ZERO) {
                return Err(format!(
                    "{name} is zero, so no call can complete; set a longer one, or none for the default"
                ));
            }
        }
        self.header_map().map(drop)
    }

    pub(crate) fn attempt_limit(&self) -> Duration {
        self.attempt_timeout.unwrap_or(Duration::from_secs(30))
    }

    pub(crate) fn call_limit(&self) -> Duration {
        self.call_timeout.unwrap_or(Duration::from_secs(120))
    }

    pub(crate) fn event_limit(&self) -> Duration {
        self.event_timeout.unwrap_or(Duration::from_secs(60))
    }

    /// Returns these options, with those of `base` for what is not set.
    pub(crate) fn over(self, base: &Options) -> Options {
        let mut headers = base.headers.clone();
        headers.extend(self.headers);
        // A token belongs to the credentials for which it is set.
        let token_of_base = || base.token.clone().filter(|_| self.credentials.is_none());
        Options {
            region: self.region.or_else(|| base.region.clone()),
            attempt_timeout: self.attempt_timeout.or(base.attempt_timeout),
            call_timeout: self.call_timeout.or(base.call_timeout),
            event_timeout: self.event_timeout.or(base.event_timeout),
            language: self.language.or(base.language),
            token: self.token.or_else(token_of_base),
            retry: self.retry.or_else(|| base.retry.clone()),
            signature: self.signature.or(base.signature),
            headers,
            decoding: self.decoding.or(base.decoding),
            poll_interval: self.poll_interval.or(base.poll_interval),
            credentials: self.credentials.clone().or_else(|| base.credentials.clone()),
            caller: self.caller.or(base.caller),
        }
    }

    /// Returns the headers as they are sent, or an error that explains what is wrong with them.
    pub(crate) fn header_map(&self) -> Result<HeaderMap, String> {
        let mut map = HeaderMap::with_capacity(self.headers.len());
        for (name, value) in &self.headers {
            let header = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| format!("invalid header name `{}`", name.escape_debug()))?;
            if RESERVED.contains(&header.as_str()) || header.as_str().starts_with("x-tc-") {
                return Err(format!(
                    "the header `{name}` belongs to the protocol and cannot be set; use the options for region, language \
                     and token"
                ));
            }
            let mut value = HeaderValue::from_str(value.expose()).map_err(|_| {
                format!("the value of the header `{name}` contains characters that a header cannot contain")
            })?;
            value.set_sensitive(true);
            map.insert(header, value);
        }
        Ok(map)
    }
}

/// Headers, in addition to `x-tc-…`, on which the signature, the body or the connection depends.
const RESERVED: [&str; 14] = [
    "accept-encoding",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Shows the names of headers without their values, which can be secrets.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Options")
            .field("region", &self.region)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("call_timeout", &self.call_timeout)
            .field("event_timeout", &self.event_timeout)
            .field("language", &self.language)
            .field("token", &self.token)
            .field("retry", &self.retry)
            .field("signature", &self.signature)
            .field("headers", &headers)
            .field("decoding", &self.decoding)
            .field("poll_interval", &self.poll_interval)
            .field("credentials", &self.credentials)
            .finish()
    }
}
