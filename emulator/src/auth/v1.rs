//! Signature v1: HmacSHA1 and HmacSHA256, with all parameters in a query or a form.
//!
//! Written from the documentation, without code of the SDK, so that a bug in the SDK's signing is detected here.

#[cfg(test)]
mod tests;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use base64::{Engine, engine::general_purpose::STANDARD};
use subtle::ConstantTimeEq;

use super::{
    errors::check_timestamp,
    keys::{Key, KeyRing},
};
use crate::{
    clock::Reading,
    digest::{hmac_sha1, hmac_sha256},
    error::ApiError,
    params::decode,
    request::HttpRequest,
};

const FORM: &str = "application/x-www-form-urlencoded";
/// The documented limits of a form and of a query, in bytes.
const FORM_LIMIT: usize = 1024 * 1024;
const QUERY_LIMIT: usize = 32 * 1024;

/// The common parameters, and the headers that correspond to them in a request that is signed with TC3.
const COMMON_PARAMETERS: [(&str, Option<&str>); 11] = [
    ("Action", Some("x-tc-action")),
    ("Language", Some("x-tc-language")),
    ("Nonce", None),
    ("Region", Some("x-tc-region")),
    ("RequestClient", Some("x-tc-requestclient")),
    ("SecretId", None),
    ("Signature", None),
    ("SignatureMethod", None),
    ("Timestamp", Some("x-tc-timestamp")),
    ("Token", Some("x-tc-token")),
    ("Version", Some("x-tc-version")),
];

/// Verifies a request that is signed this way, and returns the equivalent `GET` request of TC3, without a signature,
/// and the credentials; the gateway then handles both alike. Returns `None` if the request is signed in its headers, or not at all.
pub(super) fn translate<'k>(
    request: &HttpRequest,
    keys: &'k KeyRing,
    now: Reading,
) -> Result<Option<(HttpRequest, Key<'k>)>, ApiError> {
    let is_form = request.header("content-type").is_some_and(|sent| sent.starts_with(FORM));
    let (encoded, limit) = match request.method {
        Method::GET => (request.query.as_str(), QUERY_LIMIT),
        Method::POST if is_form => {
            let body = request.body.as_deref().unwrap_or_default();
            (std::str::from_utf8(body).map_err(|_| invalid("the form is not UTF-8"))?, FORM_LIMIT)
        }
        _ => return Ok(None),
    };
    // Keep names and values as sent: the query of the result must not be encoded twice.
    let raw: Vec<_> = encoded.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, ""))).collect();
    if request.header("authorization").is_some() || !raw.iter().any(|(name, _)| *name == "Signature") {
        return Ok(None);
    }
    if encoded.len() > limit {
        return Err(ApiError::new(
            "RequestSizeLimitExceeded",
            format!("the limit of a {} request is {limit} bytes", request.method),
        ));
    }
    let pairs: Vec<_> =
        raw.iter().map(|(name, value)| Ok((decode(name)?, decode(value)?))).collect::<Result<_, ApiError>>()?;
    let key = verify(request, &pairs, keys, now)?;

    let mut headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(FORM))]);
    let mut query = String::new();
    for ((name, value), (raw_name, raw_value)) in pairs.iter().zip(raw) {
        match COMMON_PARAMETERS.iter().find(|(common, _)| common == name) {
            Some((_, Some(header))) => {
                let value = HeaderValue::from_str(value)
                    .map_err(|_| invalid(&format!("`{name}` contains invalid characters")))?;
                headers.insert(HeaderName::from_static(header), value);
            }
            // Part of the signature, which has been verified.
            Some((_, None)) => {}
            None => query.extend(["&", raw_name, "=", raw_value]),
        }
    }
    let query = query.trim_start_matches('&').to_owned();
    Ok(Some((HttpRequest { method: Method::GET, query, headers, body: Some(Vec::new()) }, key)))
}

fn verify<'k>(
    request: &HttpRequest,
    pairs: &[(String, String)],
    keys: &'k KeyRing,
    now: Reading,
) -> Result<Key<'k>, ApiError> {
    let find = |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let required = |name: &str| find(name).filter(|value| !value.is_empty()).ok_or_else(|| ApiError::missing(name));
    let number =
        |name: &str| required(name)?.parse::<u64>().map_err(|_| invalid(&format!("`{name}` is not a positive number")));
    // The documentation excludes 0, but the official Node client draws it, too.
    number("Nonce")?;
    check_timestamp("Timestamp", number("Timestamp")?, now)?;
    let key = keys.find(required("SecretId")?)?;
    let mut signed: Vec<_> = pairs.iter().filter(|(name, _)| name != "Signature").collect();
    signed.sort_by(|(name, _), (other, _)| name.cmp(other));
    let signed: Vec<_> = signed.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    request.unique_header("host").ok_or_else(|| ApiError::missing("Host"))?;
    let signature = required("Signature")?;
    let secret_key = key.secret_key().expose().as_bytes();
    let is_signed = |host: &str| {
        let to_sign = format!("{}{host}/?{}", request.method, signed.join("&"));
        // As documented, any other value, or none, means HMAC-SHA1.
        let expected = match find("SignatureMethod") {
            Some("HmacSHA256") => STANDARD.encode(hmac_sha256(secret_key, to_sign.as_bytes())),
            _ => STANDARD.encode(hmac_sha1(secret_key, to_sign.as_bytes())),
        };
        bool::from(expected.as_bytes().ct_eq(signature.as_bytes()))
    };
    if request.hosts().any(is_signed) {
        return Ok(key);
    }
    // Unlike in TC3, the string to sign contains the parameters, which may be secret, so do not return it.
    Err(ApiError::new(
        "AuthFailure.SignatureFailure",
        "the secret key is wrong, or the signed string does not consist of method, host, `/?` and the sorted, decoded parameters",
    ))
}

fn invalid(message: &str) -> ApiError {
    ApiError::new("InvalidParameter", message)
}
