//! Signs calls for the page, and knows the keys with which signatures can be compared.

use serde_json::{Map, Value};
use tencloud::Options;
use tencloud::signing::SignatureMethod;
use tencloud_calls::Target;

use crate::app::App;
use crate::clock;
use crate::signature::{Context, KeyVisibility, KnownKey};

/// The key pairs of the official documentation, whose examples people try first. They protect nothing.
const DOCUMENTED: [(&str, &str); 3] = [
    ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"),
    ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******", "Gu5t9xGARNpq86cd98joQYCN3*******"),
    ("AKID********************************", "********************************"),
];

/// A signed request as HTTP.
pub(crate) struct Signed {
    pub(crate) text: String,
    pub(crate) host: String,
}

/// Signs a call without sending it.
pub(crate) async fn sign(
    app: &App,
    target: Target,
    region: Option<&str>,
    parameters: Map<String, Value>,
    method: SignatureMethod,
) -> Result<Signed, String> {
    let client = app.service.client(target, region).with_options(Options::new().signature(method));
    let request = target.call(&client, parameters).sign().await.map_err(|error| error.to_string())?;
    let (host, path) = split(&request.url);
    let mut text = format!("{} {path} HTTP/1.1\nhost: {host}\n", request.method);
    for (name, value) in request.headers.iter().filter(|(name, _)| name != "host") {
        text.push_str(&format!("{name}: {value}\n"));
    }
    text.push('\n');
    text.push_str(&String::from_utf8_lossy(&request.body));
    Ok(Signed { text, host: host.to_owned() })
}

/// Returns the host to which calls of an action go.
pub(crate) fn host(app: &App, target: Target) -> String {
    match app.service.emulator() {
        Some(control) => split(control.url()).0.to_owned(),
        None => format!("{}.tencentcloudapi.com", target.version.product.product),
    }
}

/// Returns host and path of a URL.
fn split(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or((rest, "/"), |at| rest.split_at(at))
}

/// The keys with which signatures can be compared.
pub(crate) struct Keys {
    keys: Vec<KnownKey>,
    is_live: bool,
    hosts: Vec<String>,
}
