//! A request, as it is passed to the HTTP client.

use bytes::Bytes;
use hyper::header::HeaderMap;
use hyper::{Method, Uri};

/// A request, signed and ready to be sent.
pub(crate) struct SignedRequest {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl SignedRequest {
    /// Returns the size of the parameters in bytes.
    pub(crate) fn size(&self) -> usize {
        self.body.len() + self.uri.query().map_or(0, str::len)
    }
}
