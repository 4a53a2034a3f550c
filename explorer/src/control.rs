//! The control plane of an emulator, over HTTP: it may run in another process.

use std::time::Duration;

use reqwest::{Method, Url};
use serde_json::Value;

/// How long a request may take. The emulator is on this machine, or near.
const LIMIT: Duration = Duration::from_secs(10);

/// The control plane of one emulator.
#[derive(Clone, Debug)]
pub(crate) struct Control {
    url: String,
    client: reqwest::Client,
}

impl Control {
    /// Creates the client of the emulator at a URL.
    pub(crate) fn new(url: &str) -> Result<Control, String> {
        let parsed = Url::parse(url).map_err(|error| format!("`{url}` is not a URL: {error}"))?;
        if parsed.scheme() != "http" {
            return Err(format!("`{url}`: the page reaches emulators over http only"));
        }
        let client = reqwest::Client::builder().timeout(LIMIT).no_proxy().build();
        Ok(Control { url: url.to_owned(), client: client.map_err(|error| error.to_string())? })
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
        let request = self.client.request(method, format!("{}/_emulator/{path}", self.url));
        let request = body.into_iter().fold(request, |request, body| request.json(body));
        let unreachable = |error: reqwest::Error| format!("the emulator cannot be reached: {}", error.without_url());
        let response = request.send().await.map_err(unreachable)?;
        let status = response.status();
        let bytes = response.bytes().await.map_err(unreachable)?;
        let value: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        if status.is_success() {
            return Ok(value);
        }
        let message = value.get("error").and_then(Value::as_str).map(str::to_owned);
        Err(message.unwrap_or_else(|| format!("the emulator has answered {status}")))
    }
}
