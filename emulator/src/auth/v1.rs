//! Signature v1: HmacSHA1 and HmacSHA256, with everything in a query or a form.
//!
//! Written from the documentation alone and not shared with the SDK, so that it can prove the SDK wrong.

#[cfg(test)]
mod tests;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use base64::{Engine, engine::general_purpose::STANDARD};
use subtle::ConstantTimeEq;

use super::{KeyPair, TOLERANCE, expired, unknown_id};
use crate::{
    digest::{hmac_sha1, hmac_sha256},
    error::ApiError,
    http::Incoming,
    params::decode,
    time::Time,
};

const FORM: &str = "application/x-www-form-urlencoded";
const FORM_LIMIT: usize = 1024 * 1024;
const QUERY_LIMIT: usize = 32 * 1024;

/// The common parameters, and the headers that say the same in a request that is signed by TC3.
const COMMON: [(&str, Option<&str>); 11] = [
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

/// Checks a request that is signed this way, and gives the `GET` by TC3 that says the same, without a signature.
/// Nothing comes back where the request is signed in headers, or not at all.
pub(super) fn translate(request: &Incoming, keys: &KeyPair, now: Time) -> Result<Option<Incoming>, ApiError> {
    let is_form = request.header("content-type").is_some_and(|sent| sent.starts_with(FORM));
    let (encoded, limit) = match request.method {
        Method::GET => (request.query.as_str(), QUERY_LIMIT),
        Method::POST if is_form => {
            let body = request.body.as_deref().unwrap_or_default();
            (std::str::from_utf8(body).map_err(|_| invalid("the form is not UTF-8"))?, FORM_LIMIT)
        }
        _ => return Ok(None),
    };
    let raw: Vec<_> = encoded.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, ""))).collect();
    if request.header("authorization").is_some() || !raw.iter().any(|(name, _)| *name == "Signature") {
        return Ok(None);
    }
    if encoded.len() > limit {
        return Err(ApiError::new("RequestSizeLimitExceeded", format!("a {} may have {limit} bytes", request.method)));
    }
    let pairs: Vec<_> =
        raw.iter().map(|(name, value)| Ok((decode(name)?, decode(value)?))).collect::<Result<_, ApiError>>()?;
    verify(request, &pairs, keys, now)?;

    let mut headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(FORM))]);
    let mut query = String::new();
    for ((name, value), (raw_name, raw_value)) in pairs.iter().zip(raw) {
        match COMMON.iter().find(|(common, _)| common == name) {
            Some((_, Some(header))) => {
                let value =
                    HeaderValue::from_str(value).map_err(|_| invalid(&format!("`{name}` is not plain text")))?;
                headers.insert(HeaderName::from_static(header), value);
            }
            Some((_, None)) => {}
            None => query.extend(["&", raw_name, "=", raw_value]),
        }
    }
    let query = query.trim_start_matches('&').to_owned();
    Ok(Some(Incoming { method: Method::GET, query, headers, body: Some(Vec::new()) }))
}

fn verify(request: &Incoming, pairs: &[(String, String)], keys: &KeyPair, now: Time) -> Result<(), ApiError> {
    let find = |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let required = |name: &str| find(name).filter(|value| !value.is_empty()).ok_or_else(|| ApiError::missing(name));
    let positive = |name: &str| match required(name)?.parse::<u64>() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(invalid(&format!("`{name}` is not a positive number"))),
    };
    positive("Nonce")?;
    let seconds = positive("Timestamp")?;
    if Time::from_seconds(seconds).apart(now) > TOLERANCE {
        return Err(expired("Timestamp", seconds, now));
    }
    if required("SecretId")? != keys.id {
        return Err(unknown_id());
    }
    let mut signed: Vec<_> = pairs.iter().filter(|(name, _)| name != "Signature").collect();
    signed.sort_by(|(one, _), (other, _)| one.cmp(other));
    let signed: Vec<_> = signed.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let host = request.only_header("host").ok_or_else(|| ApiError::missing("Host"))?;
    let text = format!("{}{host}/?{}", request.method, signed.join("&"));
    let key = keys.key.reveal().as_bytes();
    // Whatever else stands there means SHA-1.
    let expected = match find("SignatureMethod") {
        Some("HmacSHA256") => STANDARD.encode(hmac_sha256(key, text.as_bytes())),
        _ => STANDARD.encode(hmac_sha1(key, text.as_bytes())),
    };
    if bool::from(expected.as_bytes().ct_eq(required("Signature")?.as_bytes())) {
        return Ok(());
    }
    // The text is not shown: parameters can be secrets.
    Err(ApiError::new(
        "AuthFailure.SignatureFailure",
        "the secret key is wrong, or what was signed is not method, host, `/?` and the sorted, decoded parameters",
    ))
}

fn invalid(message: &str) -> ApiError {
    ApiError::new("InvalidParameter", message)
}
