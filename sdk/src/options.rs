//! What can differ from call to call.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::region::Region;
use crate::retry::RetryPolicy;
use crate::secret::Secret;
use crate::signing::SignatureMethod;

/// Options that can differ between clients and between calls. What is not set stays as it was.
///
/// Laid over a client's own by its `with_options`, which costs no connection and next to no time, so that it serves for
/// a single call as well:
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
/// Options that cannot work, such as a region that the client's endpoint does not serve, end every call that uses them
/// with [`ErrorKind::Config`](crate::ErrorKind::Config) before anything is sent.
#[derive(Clone, Default)]
#[must_use = "options do nothing until a client has them"]
pub struct Options {
    pub(crate) region: Option<Region>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) call_timeout: Option<Duration>,
    pub(crate) language: Option<Language>,
    pub(crate) token: Option<Secret>,
    pub(crate) retry: Option<Arc<dyn RetryPolicy>>,
    pub(crate) signature: Option<SignatureMethod>,
    pub(crate) headers: Vec<(String, Secret)>,
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

    /// The region of calls, such as `ap-tokyo`. The host follows the region where it must: a finance region is reached
    /// through that region's own host.
    pub fn region(mut self, region: impl Into<Region>) -> Self {
        self.region = Some(region.into());
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

    /// A session token, in place of the one that came with the keys. Default: the keys' own, where they are temporary.
    pub fn token(mut self, token: impl Into<Secret>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// How often calls are tried, and how long they wait in between. Default: three attempts, as
    /// [`ExponentialBackoff`](crate::ExponentialBackoff) makes them.
    pub fn retry(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.retry = Some(Arc::new(policy));
        self
    }

    /// How calls are sent and signed. Default: [`SignatureMethod::Tc3`].
    pub fn signature(mut self, method: SignatureMethod) -> Self {
        self.signature = Some(method);
        self
    }

    /// Sends a header of your own beside the protocol's, for a gateway on the way. Neither signed nor shown in `Debug`.
    /// The same name again replaces the value. Headers of the protocol and of the connection cannot be set.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), Secret::new(value)));
        self
    }

    pub(crate) fn attempt_limit(&self) -> Duration {
        self.attempt_timeout.unwrap_or(Duration::from_secs(30))
    }

    pub(crate) fn call_limit(&self) -> Duration {
        self.call_timeout.unwrap_or(Duration::from_secs(120))
    }

    /// These options where they are set, and `under` where they are not.
    pub(crate) fn over(self, under: &Options) -> Options {
        let mut headers = under.headers.clone();
        headers.extend(self.headers);
        Options {
            region: self.region.or_else(|| under.region.clone()),
            attempt_timeout: self.attempt_timeout.or(under.attempt_timeout),
            call_timeout: self.call_timeout.or(under.call_timeout),
            language: self.language.or(under.language),
            token: self.token.or_else(|| under.token.clone()),
            retry: self.retry.or_else(|| under.retry.clone()),
            signature: self.signature.or(under.signature),
            headers,
        }
    }

    /// The extra headers as they are sent, or what is wrong with them.
    pub(crate) fn header_map(&self) -> Result<HeaderMap, String> {
        let mut map = HeaderMap::with_capacity(self.headers.len());
        for (name, value) in &self.headers {
            let header = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| format!("`{}` is no name of a header", name.escape_debug()))?;
            if RESERVED.contains(&header.as_str()) || header.as_str().starts_with("x-tc-") {
                return Err(format!(
                    "the header `{name}` belongs to the protocol and cannot be set; region, language, token and the \
                     like have options of their own"
                ));
            }
            let mut value = HeaderValue::from_str(value.expose())
                .map_err(|_| format!("the value of the header `{name}` holds characters that no header can carry"))?;
            value.set_sensitive(true);
            map.insert(header, value);
        }
        Ok(map)
    }
}

/// Headers, beside `x-tc-…`, that the signature, the body or the connection depends on.
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
            .finish()
    }
}
