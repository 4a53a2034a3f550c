//! A signed request as data.

use std::fmt;

use crate::transport;

/// A request that is signed and has not been sent. A signature is valid for five minutes, and its `Authorization` header,
/// like the token in `X-TC-Token`, must not be shown.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedRequest {
    /// `POST` or `GET`.
    pub method: String,
    /// The URL, with the query.
    pub url: String,
    /// The headers, by lower-case name, in the order in which they are sent.
    pub headers: Vec<(String, String)>,
    /// The body; empty for `GET`.
    pub body: Vec<u8>,
}

impl From<transport::SignedRequest> for SignedRequest {
    fn from(request: transport::SignedRequest) -> Self {
        let header = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        let headers = request.headers.iter().map(|(name, value)| (name.as_str().to_owned(), header(value.as_bytes())));
        SignedRequest {
            method: request.method.as_str().to_owned(),
            url: request.uri.to_string(),
            headers: headers.collect(),
            body: request.body.into(),
        }
    }
}

/// Omits the query, the headers and the body, which may contain secrets.
impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split('?').next().unwrap_or_default();
        f.debug_struct("SignedRequest").field("method", &self.method).field("url", &url).finish_non_exhaustive()
    }
}
