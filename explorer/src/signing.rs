//! Signs calls for the page, and knows the keys with which signatures can be compared.

use serde_json::{Map, Value};
use tencloud::Options;
use tencloud::signing::SignatureMethod;
use tencloud_calls::Target;
use tencloud_calls::secrets::MASK;

use crate::app::App;
use crate::clock;
use crate::service::EXAMPLE;
use crate::signature::{Context, KeyVisibility, KnownKey};

/// The key pairs of the official documentation, whose examples people try first. They protect nothing.
const DOCUMENTED: [(&str, &str); 3] = [
    EXAMPLE,
    ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******", "Gu5t9xGARNpq86cd98joQYCN3*******"),
    ("AKID********************************", "********************************"),
];

/// Signs a call without sending it, and returns the request as HTTP.
pub(crate) async fn sign(
    app: &App,
    target: Target,
    region: Option<&str>,
    parameters: Map<String, Value>,
    method: SignatureMethod,
) -> Result<String, String> {
    let options = Options::new().signature(method);
    let own = app.service.own_credentials().await.filter(|own| own.token().is_some());
    let options = match own {
        // A session token stands in the request, and v1 signs it.
        Some(own) => options.credentials(own.with_token(MASK)),
        None => options,
    };
    let client = app.service.client(target, region).with_options(options);
    let request = target.call(&client, parameters).sign().await.map_err(|error| error.to_string())?;
    let (host, path) = split(&request.url);
    let mut text = format!("{} {path} HTTP/1.1\nhost: {host}\n", request.method);
    for (name, value) in request.headers.iter().filter(|(name, _)| name != "host") {
        text.push_str(&format!("{name}: {value}\n"));
    }
    text.push('\n');
    text.push_str(&String::from_utf8_lossy(&request.body));
    Ok(text)
}

/// Returns host and path of a URL.
fn split(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or((rest, "/"), |at| rest.split_at(at))
}

/// What signatures can be compared with: the keys that this process knows, and where requests of an action go.
pub(crate) struct Known {
    keys: Vec<KnownKey>,
    hosts: Vec<String>,
    service: &'static str,
}

impl Known {
    /// Returns what is known about the calls of an action.
    pub(crate) async fn of(app: &App, target: Target) -> Known {
        let service = target.version.product.product.as_str();
        let official = format!("{service}.tencentcloudapi.com");
        let hosts = app.service.emulator().map(|control| split(control.url()).0.to_owned());
        let shown = |(id, key): (&str, &str)| KnownKey {
            secret_id: id.to_owned(),
            secret_key: key.into(),
            visibility: KeyVisibility::Shown,
        };
        let mut keys: Vec<KnownKey> = DOCUMENTED.map(shown).into();
        // Without credentials, requests can still be compared with the documentation's.
        if let Some(own) = app.service.own_credentials().await {
            let (secret_id, secret_key) = (own.secret_id().to_owned(), own.secret_key().clone());
            keys.insert(0, KnownKey { secret_id, secret_key, visibility: KeyVisibility::Masked });
        }
        Known { keys, hosts: hosts.into_iter().chain([official]).collect(), service }
    }

    /// Returns whether one of the keys is that of a person, so that nothing that is made with it may be shown.
    pub(crate) fn are_private(&self) -> bool {
        self.keys.iter().any(|key| key.visibility == KeyVisibility::Masked)
    }

    /// Returns what a request that arrives now is compared with.
    pub(crate) fn context(&self) -> Context<'_> {
        Context { keys: &self.keys, now: clock::now(), hosts: &self.hosts, service: Some(self.service) }
    }
}
