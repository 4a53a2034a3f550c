//! The way to the network: one HTTP client, one attempt, a reply of bounded size.

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::HeaderMap;
use reqwest::{Method, Request, Response, Url};
use rustls::crypto::CryptoProvider;
use rustls_platform_verifier::BuilderVerifierExt;

/// The service gives up on replies over 50 MB, so anything larger is not from the service.
const MAX_REPLY: usize = 50 * 1024 * 1024;

/// The service closes idle connections after 60 s. Dropping them well before avoids sending into a closed one.
const IDLE: Duration = Duration::from_secs(30);

/// A request, signed and ready.
pub(crate) struct SignedRequest {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl SignedRequest {
    /// The bytes of parameters that go out.
    pub(crate) fn size(&self) -> usize {
        self.body.len() + self.url.query().map_or(0, str::len)
    }
}

/// A reply: what came, in full.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Why an attempt brought no whole reply.
pub(crate) enum SendError {
    /// No connection: the request did not go out.
    NotSent(reqwest::Error),
    /// No connection, since the server's certificate does not prove who it is.
    Untrusted(reqwest::Error),
    /// The connection broke after the request had begun to go out.
    Broken(reqwest::Error),
    /// The connection broke within the body.
    Cut { error: reqwest::Error, status: u16, start: Bytes },
    /// The reply is larger than any of the API's.
    TooLarge { status: u16, start: Bytes },
}

/// The HTTP client that all calls of a configuration share.
pub(crate) fn build_client(connect_timeout: Duration, loopback: bool) -> Result<reqwest::Client, String> {
    let provider = crypto_provider().ok_or(
        "no TLS implementation; enable the feature tls-ring or tls-aws-lc-rs, install a process-wide rustls provider, \
         or bring an HTTP client along",
    )?;
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| {
            format!(
                "TLS cannot be set up: {error}; install the system's CA certificates (the package ca-certificates), or \
                 bring an HTTP client along"
            )
        })?
        .with_no_client_auth();
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .pool_idle_timeout(IDLE)
        .connect_timeout(connect_timeout);
    // A proxy of this machine cannot know what loopback means here.
    if loopback {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| format!("the HTTP client cannot be set up: {error}"))
}

/// The cryptography chosen by feature; without a choice, the process-wide one.
fn crypto_provider() -> Option<Arc<CryptoProvider>> {
    #[cfg(feature = "tls-ring")]
    let provider = Some(Arc::new(rustls::crypto::ring::default_provider()));
    #[cfg(all(feature = "tls-aws-lc-rs", not(feature = "tls-ring")))]
    let provider = Some(Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
    #[cfg(not(any(feature = "tls-ring", feature = "tls-aws-lc-rs")))]
    let provider = CryptoProvider::get_default().cloned();
    provider
}

/// Whether a connection was not made because of the server's certificate.
fn is_untrusted(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if matches!(error.downcast_ref(), Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        // What an I/O error wraps is not its source.
        let wrapped = error.downcast_ref().and_then(io::Error::get_ref);
        next = wrapped.map(|wrapped| wrapped as &(dyn Error + 'static)).or_else(|| error.source());
    }
    false
}

/// Sends a request and reads the whole reply, once it is polled. No part of the request is in the future: whatever
/// holds it stays small.
pub(crate) fn send(
    client: &reqwest::Client,
    outgoing: SignedRequest,
) -> impl Future<Output = Result<Reply, SendError>> + use<> {
    let SignedRequest { method, url, headers, body } = outgoing;
    let mut request = Request::new(method, url);
    *request.headers_mut() = headers;
    if !body.is_empty() {
        *request.body_mut() = Some(body.into());
    }
    receive(client.execute(request))
}

/// Sends a `GET` and reads the whole reply.
pub(crate) async fn get(client: &reqwest::Client, url: Url) -> Result<Reply, SendError> {
    receive(client.execute(Request::new(Method::GET, url))).await
}

async fn receive(response: impl Future<Output = reqwest::Result<Response>>) -> Result<Reply, SendError> {
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
        if body.len() > MAX_REPLY {
            body.truncate(1024);
            return Err(SendError::TooLarge { status, start: body.freeze() });
        }
    }
    Ok(Reply { status, headers, body: body.freeze() })
}
