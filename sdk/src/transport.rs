//! Sending: one HTTP client, one exchange, a response of limited size.

mod body;
mod client;
#[cfg(feature = "tls")]
mod tls;

use bytes::{Bytes, BytesMut};
use reqwest::header::HeaderMap;
use reqwest::{Method, Request, Response, Url};

pub(crate) use body::SendState;
pub(crate) use client::{ClientSettings, build_client};

/// The service sends nothing larger than 50 MB, so a larger response is not from the service.
const MAX_RESPONSE: usize = 50 * 1024 * 1024;

/// A request, signed and ready to be sent.
pub(crate) struct SignedRequest {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl SignedRequest {
    /// The size of the parameters in bytes.
    pub(crate) fn size(&self) -> usize {
        self.body.len() + self.url.query().map_or(0, str::len)
    }
}

/// A response that was received completely.
pub(crate) struct RawResponse {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Why there is no complete response.
pub(crate) enum SendError {
    /// No connection could be made: the request was not sent.
    NotSent(reqwest::Error),
    /// No connection was made, since the certificate of the server is not trusted.
    Untrusted(reqwest::Error),
    /// The connection broke after sending had begun.
    Broken(reqwest::Error),
    /// The connection broke within the body.
    Cut { error: reqwest::Error, status: u16, start: Bytes },
    /// The response is larger than any of the API's.
    TooLarge { status: u16, start: Bytes },
}

/// Sends a request and receives the whole response, when polled. The future contains no part of the request, so that
/// what contains the future stays small.
pub(crate) fn send(
    client: &reqwest::Client,
    signed: SignedRequest,
    state: SendState,
) -> impl Future<Output = Result<RawResponse, SendError>> + use<> {
    let SignedRequest { method, url, headers, body } = signed;
    let mut request = Request::new(method, url);
    *request.headers_mut() = headers;
    if body.is_empty() {
        // Nothing shows when its head is sent.
        state.begin();
    } else {
        *request.body_mut() = Some(reqwest::Body::wrap(body::TrackedBody::new(body, state)));
    }
    receive(client.execute(request))
}

/// Sends a `GET` and receives the whole response.
#[cfg(feature = "credentials-cvm")]
pub(crate) async fn get(client: &reqwest::Client, url: Url) -> Result<RawResponse, SendError> {
    receive(client.execute(Request::new(Method::GET, url))).await
}

async fn receive(response: impl Future<Output = reqwest::Result<Response>>) -> Result<RawResponse, SendError> {
    let mut response = response.await.map_err(|error| {
        let error = error.without_url();
        match error.is_connect() {
            true if is_untrusted(&error) => SendError::Untrusted(error),
            true => SendError::NotSent(error),
            false => SendError::Broken(error),
        }
    })?;
    let status = response.status().as_u16();
    let headers = std::mem::take(response.headers_mut());
    let mut body = BytesMut::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => {
                let (error, start) = (error.without_url(), body.freeze());
                return Err(SendError::Cut { error, status, start });
            }
        }
        if body.len() > MAX_RESPONSE {
            body.truncate(1024);
            return Err(SendError::TooLarge { status, start: body.freeze() });
        }
    }
    Ok(RawResponse { status, headers, body: body.freeze() })
}

#[cfg(feature = "tls")]
use tls::is_untrusted;

#[cfg(not(feature = "tls"))]
fn is_untrusted(_: &reqwest::Error) -> bool {
    false
}
