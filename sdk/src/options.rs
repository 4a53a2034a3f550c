//! What can differ from call to call.

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

/// Options that can differ between clients and between calls. Those that are not set stay as they were.
///
/// A client's `with_options` overrides its own options. It makes no connection and takes next to no time, so it can be used
/// for a single call:
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
/// Calls with options that cannot work, such as a region that the endpoint does not serve, fail with
/// [`ErrorKind::Config`](crate::ErrorKind::Config) before anything is sent.
#[derive(Clone, Default)]
#[must_use = "pass options to `with_options` of a client"]
pub struct Options {
    pub(crate) region: Option<Region>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) call_timeout: Option<Duration>,
    pub(crate) language: Option<Language>,
    pub(crate) token: Option<Secret>,
    pub(crate) retry: Option<Arc<dyn RetryPolicy>>,
    pub(crate) signature: Option<SignatureMethod>,
    pub(crate) headers: Vec<(String, Secret)>,
    pub(crate) decoding: Option<Decoding>,
    pub(crate) poll_interval: Option<Duration>,
    /// The provider, with the credentials that it returned last: whoever has these options shares them.
    pub(crate) credentials: Option<CredentialsCache>,
    pub(crate) caller: Option<Caller>,
}

/// What becomes of a response with values that do not have their documented types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decoding {
    /// Such a value is read as zero, empty or `None`, an item of a list is left out of the list, and the log has a warning.
    /// `send_raw` returns what did not fit.
    #[default]
    Lenient,
    /// The call fails with [`ErrorKind::MalformedResponse`](crate::ErrorKind::MalformedResponse). So it does if a field that
    /// is always present is missing or null. [`Error::misfits`](crate::Error::misfits) has the places,
    /// [`Error::last_response`](crate::Error::last_response) what did fit. A write has been executed all the same:
    /// [`Error::may_have_acted`](crate::Error::may_have_acted) is true.
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
    /// Options that change nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The region of calls, such as `ap-tokyo`. A financial region has a host of its own, which is then used.
    pub fn region(mut self, region: impl Into<Region>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Whose credentials sign the calls, such as those of a tenant. Default: the credentials of the
    /// [`Config`](crate::Config). Connections, rate limits and retry budget are shared with the other calls of the
    /// configuration.
    ///
    /// Credentials are cached as those of a configuration are, by these options and by all clients made with them: keep
    /// the client, or the options, for as long as a provider should not be asked again.
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

    /// How long one attempt may take, from connecting to the end of the response. Default: 30 s.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// How long a call may take, with all of its attempts and the waits between them. Default: 120 s.
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.call_timeout = Some(timeout);
        self
    }

    /// The language of the service's messages. Default: the account's own.
    pub fn language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// A session token that replaces the one of the credentials. Default: that of the credentials, if they are temporary.
    pub fn token(mut self, token: impl Into<Secret>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// When failed calls are retried. Default: an [`ExponentialBackoff`](crate::retry::ExponentialBackoff) with three
    /// attempts.
    pub fn retry(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.retry = Some(Arc::new(policy));
        self
    }

    /// How requests are sent and signed. Default: [`SignatureMethod::Tc3`].
    pub fn signature(mut self, method: SignatureMethod) -> Self {
        self.signature = Some(method);
        self
    }

    /// Sends a header of your own with every request, for a gateway on the way. It is neither signed nor shown in `Debug`.
    /// Setting the same name again replaces the value. Headers of the protocol and of the connection cannot be set.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), Secret::new(value)));
        self
    }

    /// What becomes of responses with values that do not have their documented types. Default: [`Decoding::Lenient`].
    pub fn decoding(mut self, decoding: Decoding) -> Self {
        self.decoding = Some(decoding);
        self
    }

    /// How long a [`Wait`](crate::wait::Wait) pauses between two polls, unless it has an interval of its own. Default: 2 s.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.poll_interval = Some(interval);
        self
    }

    /// Options of the SDK's own calls, which obtain credentials.
    #[cfg(feature = "sts")]
    pub(crate) fn of_sdk() -> Self {
        Options { caller: Some(Caller::Sdk), ..Self::default() }
    }

    /// Who makes the calls.
    pub(crate) fn caller(&self) -> Caller {
        self.caller.unwrap_or(Caller::Program)
    }

    /// Rejects options that no call can meet.
    pub(crate) fn check(&self) -> Result<(), String> {
        for (name, timeout) in [("attempt_timeout", self.attempt_timeout), ("call_timeout", self.call_timeout)] {
            if timeout == Some(Duration::ZERO) {
                return Err(format!(
                    "{name} is zero, in which no call can end; set a longer one, or none for the default"
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

    /// These options if they are set, and else those of `base`.
    pub(crate) fn over(self, base: &Options) -> Options {
        let mut headers = base.headers.clone();
        headers.extend(self.headers);
        // A token belongs to the credentials that it is set for.
        let token_of_base = || base.token.clone().filter(|_| self.credentials.is_none());
        Options {
            region: self.region.or_else(|| base.region.clone()),
            attempt_timeout: self.attempt_timeout.or(base.attempt_timeout),
            call_timeout: self.call_timeout.or(base.call_timeout),
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

    /// The headers as they are sent, or what is wrong with them.
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
