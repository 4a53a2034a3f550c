//! What an attempt sends beside its body: the protocol's headers, and the signature.

use std::sync::{Arc, PoisonError};

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use super::Core;
use crate::action::ActionInfo;
use crate::clock;
use crate::credentials::Credentials;
use crate::endpoint::Endpoint;
use crate::signing::tc3::{Request, SigningKey};

impl Core {
    pub(super) fn headers(
        &self,
        action: &ActionInfo,
        endpoint: &Endpoint,
        keys: &Credentials,
        body: &[u8],
        skew: i64,
    ) -> Result<HeaderMap, String> {
        const JSON: &str = "application/json";
        let config = &self.0.config;
        let timestamp = u64::try_from(clock::now() + skew).unwrap_or_default();
        let signed = [("content-type", JSON), ("host", endpoint.host.as_str())];
        let request = Request { method: "POST", query: "", headers: &signed, body };
        let authorization = self.authorization(action.product.name, keys, &request, timestamp);

        let mut headers = HeaderMap::with_capacity(10);
        let named = |what: &str| format!("{what} holds characters that no HTTP header can carry");
        let mut add = |name: HeaderName, value: &str, what: &str, sensitive: bool| {
            let mut value = HeaderValue::from_str(value).map_err(|_| named(what))?;
            value.set_sensitive(sensitive);
            headers.insert(name, value);
            Ok::<(), String>(())
        };
        add(HeaderName::from_static("x-tc-action"), action.name, "the action", false)?;
        add(HeaderName::from_static("x-tc-version"), action.product.version, "the version", false)?;
        add(HeaderName::from_static("x-tc-timestamp"), &timestamp.to_string(), "the time", false)?;
        add(
            HeaderName::from_static("x-tc-requestclient"),
            config.request_client(),
            "the request-client string",
            false,
        )?;
        if let Some(region) = config.region() {
            add(HeaderName::from_static("x-tc-region"), region.as_str(), "the region", false)?;
        }
        if let Some(language) = config.language() {
            add(HeaderName::from_static("x-tc-language"), language.as_str(), "the language", false)?;
        }
        if let Some(token) = keys.token() {
            add(HeaderName::from_static("x-tc-token"), token.expose(), "the session token", true)?;
        }
        add(AUTHORIZATION, &authorization, "the secret id", true)?;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        Ok(headers)
    }

    /// Signs with the key of the day, which is derived only when the day or the credentials have changed.
    fn authorization(&self, service: &str, keys: &Credentials, request: &Request<'_>, timestamp: u64) -> String {
        let mut cached = self.0.key.lock().unwrap_or_else(PoisonError::into_inner);
        let key = match &*cached {
            Some((of, key)) if of == keys && key.covers(timestamp) => key.clone(),
            _ => {
                let key = Arc::new(SigningKey::derive(keys.secret_key().expose(), timestamp, service));
                *cached = Some((keys.clone(), key.clone()));
                key
            }
        };
        drop(cached);
        key.authorization(keys.secret_id(), request, timestamp)
    }
}
