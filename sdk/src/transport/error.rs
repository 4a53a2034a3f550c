//! The reasons why there is no complete response.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

/// An error of a lower layer.
pub(crate) type Cause = Box<dyn StdError + Send + Sync>;

/// The reason why there is no complete response.
pub(crate) enum SendError {
    /// No connection could be made: the request was not sent.
    NotConnected(ConnectError),
    /// The connection broke after sending had begun.
    Broken(Cause),
    /// The connection broke while the body was being received.
    Cut { error: Cause, status: u16, retry_after: Option<Duration>, start: Bytes },
    /// The response is larger than any response of the API.
    TooLarge { status: u16, start: Bytes },
    /// The response is a stream of events, which the caller does not read.
    EventStream { status: u16 },
    /// The response is a stream of events, of which the first is invalid: a predicate, such as "is not UTF-8".
    InvalidEvent { status: u16, what: &'static str },
}

/// The reason why no connection could be made. `Display` names the proxy, if there was one, and contains the fix.
#[derive(Clone, Debug)]
pub(crate) struct ConnectError {
    failure: ConnectFailure,
    /// The proxy as errors show it.
    proxy: Option<String>,
    /// Whether this happened between the program and the proxy.
    is_before_proxy: bool,
}

#[derive(Clone, Debug)]
pub(super) enum ConnectFailure {
    /// A failure of the network, of name resolution, of TLS, or of the program's HTTP client.
    Network(Arc<dyn StdError + Send + Sync>),
    /// No connection was made within the time limit.
    Timeout(Duration),
    /// The proxy responded to `CONNECT` with this status.
    Rejected(u16),
    /// The proxy responded to `CONNECT` with something else, or not at all.
    NoAnswer(&'static str),
    /// This program cannot make such connections. The message contains the fix.
    Unusable(String),
}

impl ConnectError {
    /// Creates an error without a proxy.
    pub(super) fn new(failure: ConnectFailure) -> Self {
        ConnectError { failure, proxy: None, is_before_proxy: false }
    }

    /// Creates an error of the network, or of anything else that makes connections.
    pub(super) fn network(error: impl StdError + Send + Sync + 'static) -> Self {
        Self::new(ConnectFailure::Network(Arc::new(error)))
    }

    /// Adds the proxy, if there is one.
    pub(super) fn through(self, proxy: Option<String>) -> Self {
        ConnectError { proxy, ..self }
    }

    /// Marks an error between the program and the proxy.
    pub(super) fn before_proxy(self) -> Self {
        ConnectError { is_before_proxy: true, ..self }
    }

    /// Returns whether the certificate of the server is not trusted.
    pub(crate) fn is_untrusted(&self) -> bool {
        #[cfg(feature = "tls")]
        if let ConnectFailure::Network(error) = &self.failure {
            return has_invalid_certificate(&**error);
        }
        false
    }

    /// Returns the server to which the program connected: the proxy, or else the requested host.
    pub(crate) fn server<'s>(&'s self, host: &'s str) -> &'s str {
        self.proxy.as_deref().filter(|_| self.is_before_proxy).unwrap_or(host)
    }

    /// Returns whether this program cannot make such connections, whatever the network does.
    pub(crate) fn is_unusable(&self) -> bool {
        matches!(self.failure, ConnectFailure::Unusable(_))
    }

    /// Returns whether another attempt would fail in the same way.
    pub(crate) fn is_permanent(&self) -> bool {
        let is_rejected = matches!(self.failure, ConnectFailure::Rejected(400..=407 | 409..=428 | 430..=499));
        is_rejected || self.is_untrusted() || self.is_unusable()
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let proxy = self.proxy.as_deref().map(|proxy| format!("the proxy {proxy}"));
        let through = proxy.as_deref().map(|proxy| format!(" through {proxy}")).unwrap_or_default();
        let (by, check) = match &proxy {
            Some(proxy) => (proxy.as_str(), "check the proxy"),
            None => ("the server", "check the network, the proxy and the endpoint URL"),
        };
        match &self.failure {
            ConnectFailure::Network(error) if self.is_before_proxy => {
                write!(f, "{by} cannot be reached: {}; {check}", innermost(&**error))
            }
            ConnectFailure::Network(error) => {
                write!(f, "{}{through}; {check}", innermost(&**error))
            }
            ConnectFailure::Timeout(limit) => write!(f, "no connection{through} within {limit:?}; {check}"),
            ConnectFailure::Rejected(407) => {
                write!(f, "{by} returned status 407; it requires a user name and a password in its URL")
            }
            ConnectFailure::Rejected(status) => write!(f, "{by} returned status {status} to CONNECT; {check}"),
            ConnectFailure::NoAnswer(what) => write!(f, "{by} {what}; {check}"),
            ConnectFailure::Unusable(message) => f.write_str(message),
        }
    }
}

impl StdError for ConnectError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.failure {
            ConnectFailure::Network(error) => Some(&**error),
            _ => None,
        }
    }
}

/// Returns the deepest cause of an error, which is the most specific one.
pub(crate) fn innermost<'e>(error: &'e (dyn StdError + 'static)) -> &'e (dyn StdError + 'static) {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error
}

#[cfg(feature = "tls")]
/// Returns whether an invalid certificate is among the causes.
fn has_invalid_certificate(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if matches!(error.downcast_ref(), Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        // `source` does not return the error that an I/O error wraps.
        let wrapped = error.downcast_ref().and_then(std::io::Error::get_ref);
        next = wrapped.map(|wrapped| wrapped as &(dyn StdError + 'static)).or_else(|| error.source());
    }
    false
}
