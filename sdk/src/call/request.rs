//! What an attempt sends: the parameters in the form that the signature method wants, signed.

use std::sync::{Arc, PoisonError};

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};

use super::{Body, Call, ClientInner, Keys, Product, Route, Shared};
use crate::clock;
use crate::config::Config;
use crate::identity::Credentials;
use crate::options::{Language, Options};
use crate::region::Region;
use crate::signing::tc3::{Request, SigningKey, UNSIGNED_PAYLOAD};
use crate::signing::v1::{self, Algorithm};
use crate::signing::{SignatureMethod, query};
use crate::transport::SignedRequest;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

const ACTION: HeaderName = HeaderName::from_static("x-tc-action");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-tc-timestamp");

/// One call's share in the signature.
struct Signer<'a> {
    inner: &'a ClientInner,
    call: &'a Call<'a>,
    route: &'a Route,
    keys: &'a Credentials,
    timestamp: u64,
}

impl ClientInner {
    /// Signs a call for one attempt, by this machine's clock corrected by `skew` seconds. The error says what of the
    /// configuration or of the request cannot be sent.
    pub(super) fn sign(
        &self,
        call: &Call<'_>,
        route: &Route,
        keys: &Credentials,
        skew: i64,
    ) -> Result<SignedRequest, String> {
        let timestamp = u64::try_from(clock::now() + skew).unwrap_or_default();
        let signer = Signer { inner: self, call, route, keys, timestamp };
        let method = self.signature();
        match (&call.body, method.v1()) {
            (Body::Json(body), _) => signer.tc3(Method::POST, "", body, JSON),
            (Body::Pairs(pairs), None) => signer.tc3(Method::GET, &query::encode(pairs), &Bytes::new(), FORM),
            (Body::Pairs(pairs), Some(algorithm)) => signer.v1(algorithm, pairs),
        }
    }

    /// Keeps the keys that calls were last made with, and the key of the day with them.
    fn remember(&self, credentials: &Credentials, signing: Option<Arc<SigningKey>>) {
        let keys = Keys { credentials: credentials.clone(), signing };
        *self.0.keys.lock().unwrap_or_else(PoisonError::into_inner) = Some(keys);
    }

    /// Signs with the key of the day, which is derived only when the day or the credentials have changed.
    fn authorization(&self, service: &str, keys: &Credentials, request: &Request<'_>, timestamp: u64) -> String {
        let last = self.0.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let key = match &*last {
            Some(Keys { credentials, signing: Some(key) }) if credentials == keys && key.covers(timestamp) => {
                let key = key.clone();
                drop(last);
                key
            }
            _ => {
                drop(last);
                let key = Arc::new(SigningKey::derive(keys.secret_key().expose(), timestamp, service));
                self.remember(keys, Some(key.clone()));
                key
            }
        };
        key.authorization(keys.secret_id(), request, timestamp)
    }
}

impl Signer<'_> {
    /// `TC3-HMAC-SHA256`: common parameters and signature go into headers.
    fn tc3(
        &self,
        method: Method,
        query: &str,
        body: &Bytes,
        content_type: &'static str,
    ) -> Result<SignedRequest, String> {
        check_size(&method, query.len().max(body.len()), content_type)?;
        let unsigned = self.inner.signature() == SignatureMethod::Tc3UnsignedPayload;
        let signed = [("content-type", content_type), ("host", self.route.endpoint.host.as_str())];
        let signed_body = if unsigned { UNSIGNED_PAYLOAD } else { body };
        let request = Request { method: method.as_str(), query, headers: &signed, body: signed_body };
        let service = self.call.action.product.name;
        let authorization = match self.call.action.signed {
            true => self.inner.authorization(service, self.keys, &request, self.timestamp),
            false => "SKIP".to_owned(),
        };

        let mut headers = self.route.headers.clone();
        headers.insert(ACTION, header(self.call.action.name, "the action's name")?);
        headers.insert(TIMESTAMP, self.timestamp.into());
        if let Some(token) = self.keys.token() {
            headers.insert("x-tc-token", secret(token.expose(), "the session token")?);
        }
        headers.insert(AUTHORIZATION, secret(&authorization, "the secret id")?);
        Ok(self.outgoing(method, query, headers, body.clone()))
    }

    /// `HmacSHA256` and `HmacSHA1`: common parameters and signature go beside the parameters.
    fn v1(&self, algorithm: Algorithm, parameters: &[(String, String)]) -> Result<SignedRequest, String> {
        let method = if self.inner.signature().is_get() { Method::GET } else { Method::POST };
        let nonce = fastrand::i64(1..).to_string();
        let mut pairs: Vec<(&str, String)> = parameters.iter().map(|(name, value)| (&**name, value.clone())).collect();
        pairs.push(("Action", self.call.action.name.to_owned()));
        let Shared { config, product, options, .. } = &*self.inner.0;
        let common = common(config, product, options).map(|(_, name, value)| (name, value.to_owned()));
        pairs.extend(common);
        pairs.push(("Timestamp", self.timestamp.to_string()));
        pairs.push(("Nonce", nonce));
        pairs.push(("SecretId", self.keys.secret_id().to_owned()));
        pairs.push(("SignatureMethod", algorithm.as_str().to_owned()));
        if let Some(token) = self.keys.token() {
            pairs.push(("Token", token.expose().to_owned()));
        }
        let request = v1::Request { method: method.as_str(), host: &self.route.endpoint.host, parameters: &pairs };
        let signature = request.sign(algorithm, self.keys.secret_key().expose());
        pairs.push(("Signature", signature));
        self.inner.remember(self.keys, None);

        let encoded = query::encode(&pairs);
        check_size(&method, encoded.len(), FORM)?;
        let (query, body) =
            if method == Method::GET { (&*encoded, Bytes::new()) } else { ("", encoded.clone().into()) };
        Ok(self.outgoing(method, query, self.route.headers.clone(), body))
    }

    fn outgoing(&self, method: Method, query: &str, headers: HeaderMap, body: Bytes) -> SignedRequest {
        let mut url: Url = self.route.endpoint.url.clone();
        if method == Method::GET {
            // All that a URL would encode is encoded already, so this is what was signed.
            url.set_query(Some(query));
        }
        SignedRequest { method, url, headers, body }
    }
}

/// The common parameters that are the same in all calls of a client: as headers, and as parameters, are named.
fn common<'a>(
    config: &'a Config,
    product: &'a Product,
    options: &'a Options,
) -> impl Iterator<Item = (&'static str, &'static str, &'a str)> {
    let region = options.region.as_ref().map(Region::as_str);
    let language = options.language.map(Language::as_str);
    [
        ("x-tc-version", "Version", Some(&*product.version)),
        ("x-tc-requestclient", "RequestClient", Some(config.request_client())),
        ("x-tc-region", "Region", region),
        ("x-tc-language", "Language", language),
    ]
    .into_iter()
    .filter_map(|(header, parameter, value)| Some((header, parameter, value?)))
}

/// The headers that are the same in all calls of a client, or which of them cannot be sent.
pub(super) fn fixed_headers(config: &Config, product: &Product, options: &Options) -> Result<HeaderMap, String> {
    // Checked to be none of the protocol's.
    let mut headers = options.header_map()?;
    let signature = options.signature.unwrap_or_default();
    let content_type = if signature.is_json() { JSON } else { FORM };
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    if signature.v1().is_none() {
        for (name, _, value) in common(config, product, options) {
            headers.insert(name, header(value, name)?);
        }
    }
    if signature == SignatureMethod::Tc3UnsignedPayload {
        headers.insert("x-tc-content-sha256", HeaderValue::from_static("UNSIGNED-PAYLOAD"));
    }
    Ok(headers)
}

fn header(value: &str, what: &str) -> Result<HeaderValue, String> {
    HeaderValue::from_str(value).map_err(|_| {
        format!(
            "{what} holds characters that no HTTP header can carry, such as a line break; remove them where it is set"
        )
    })
}

fn secret(value: &str, what: &str) -> Result<HeaderValue, String> {
    let mut value = header(value, what)?;
    value.set_sensitive(true);
    Ok(value)
}

/// Refuses what the service would: a query over 32 KB, a form over 1 MB, a JSON body over 10 MB.
fn check_size(method: &Method, bytes: usize, content_type: &str) -> Result<(), String> {
    let (limit, what, mend) = if *method == Method::GET {
        (32 * 1024, "GET", "send it by POST, as SignatureMethod::Tc3 does")
    } else if content_type == FORM {
        (1024 * 1024, "form", "send it as JSON, as SignatureMethod::Tc3 does")
    } else {
        (10 * 1024 * 1024, "request", "ask for less at a time")
    };
    if bytes <= limit {
        return Ok(());
    }
    Err(format!("the parameters take {bytes} bytes, and a {what} can carry {limit}; {mend}"))
}
