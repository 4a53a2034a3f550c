//! The HTTP request that everything behind the server works with.

use axum::http::{HeaderMap, Method};

use crate::error::ApiError;

/// An HTTP request whose body has been read.
pub(crate) struct HttpRequest {
    pub(crate) method: Method,
    /// The query string as received, still percent-encoded.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    /// `None` if the body exceeds the limit.
    pub(crate) body: Option<Vec<u8>>,
}

impl HttpRequest {
    /// Returns the value of a header, without surrounding whitespace. If the header was sent several times, returns the
    /// first value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok().map(str::trim)
    }

    /// Returns the value of a header that was sent exactly once.
    pub(crate) fn unique_header(&self, name: &str) -> Option<&str> {
        self.header(name).filter(|_| self.headers.get_all(name).iter().count() == 1)
    }

    /// Returns the value of a header that the request must contain and that must not be empty.
    pub(crate) fn required_header(&self, name: &str) -> Result<&str, ApiError> {
        self.header(name).filter(|value| !value.is_empty()).ok_or_else(|| ApiError::missing(name))
    }

    /// Returns the hosts that a signature may cover: the `Host` header as sent and, if it contains a port, without the
    /// port. The cloud's endpoints have no port, so some official clients sign none.
    pub(crate) fn hosts(&self) -> impl Iterator<Item = &str> {
        let sent = self.unique_header("host");
        let without_port = sent.and_then(|host| {
            let (name, port) = host.rsplit_once(':')?;
            (!port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())).then_some(name)
        });
        sent.into_iter().chain(without_port)
    }

    #[cfg(test)]
    pub(crate) fn set_header(&mut self, name: &'static str, value: &str) {
        self.headers.insert(name, value.parse().unwrap());
    }
}
