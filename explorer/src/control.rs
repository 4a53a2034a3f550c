//! The control plane of an emulator, over HTTP: it may run in another process.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Method, Request, Uri, header};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// How long a request may take. The emulator is on this machine, or near.
const LIMIT: Duration = Duration::from_secs(10);

/// The control plane of one emulator.
#[derive(Clone, Debug)]
pub(crate) struct Control {
    url: String,
    /// Without TLS: emulators are reached over plain http.
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Control {
    /// Creates the client of the emulator at a URL.
    pub(crate) fn new(url: &str) -> Result<Control, String> {
        let parsed: Uri = url.parse().map_err(|error| format!("`{url}` is not a URL: {error}"))?;
        if parsed.scheme_str() != Some("http") || parsed.authority().is_none() {
            return Err(format!("`{url}`: the page reaches emulators over http only"));
        }
        Ok(Control { url: url.to_owned(), client: Client::builder(TokioExecutor::new()).build_http() })
    }

    /// Returns the URL of the emulator.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Returns an error if no emulator answers.
    pub(crate) async fn check(&self) -> Result<(), String> {
        self.get("health").await.map(drop)
    }

    /// Reads something, such as `requests`.
    pub(crate) async fn get(&self, path: &str) -> Result<Value, String> {
        self.send(Method::GET, path, None).await
    }

    /// Sends a request to a path below `/_emulator/`, and returns the JSON of the response, or null.
    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, String> {
        let json = body.map(Value::to_string).unwrap_or_default();
        let request = Request::builder().method(method).uri(format!("{}/_emulator/{path}", self.url));
        let request = request.header(header::CONTENT_TYPE, "application/json").body(Full::from(json));
        let request = request.map_err(|error| error.to_string())?;
        let exchange = tokio::time::timeout(LIMIT, self.exchange(request)).await;
        let exchange = exchange.unwrap_or_else(|_| Err(format!("no response within {} s", LIMIT.as_secs())));
        let (is_success, value) = exchange.map_err(|reason| format!("the emulator cannot be reached: {reason}"))?;
        if is_success {
            return Ok(value);
        }
        let message = value.get("error").and_then(Value::as_str).map(str::to_owned);
        Err(message.unwrap_or_else(|| "the emulator has refused, and does not say why".to_owned()))
    }

    /// Returns whether a request was successful, and the JSON of its response, or null.
    async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<(bool, Value), String> {
        let response = self.client.request(request).await.map_err(|error| error.to_string())?;
        let is_success = response.status().is_success();
        let bytes = response.into_body().collect().await.map_err(|error| error.to_string())?.to_bytes();
        Ok((is_success, serde_json::from_slice(&bytes).unwrap_or_default()))
    }
}
