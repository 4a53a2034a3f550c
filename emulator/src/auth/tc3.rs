//! Signature v3: TC3-HMAC-SHA256.
//!
//! Written from the documentation, without code of the SDK, so that a bug in the SDK's signing is detected here.

#[cfg(test)]
mod tests;

use axum::http::Method;
use subtle::ConstantTimeEq;

use super::{
    errors::check_timestamp,
    keys::{Key, KeyRing},
};
use crate::{
    clock::Reading,
    digest::{hex, hmac_sha256, sha256_hex},
    error::ApiError,
    request::HttpRequest,
    time::Time,
};

const ALGORITHM: &str = "TC3-HMAC-SHA256";
const SCOPE_SUFFIX: &str = "tc3_request";
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// Verifies the signature of a request. Returns the service of the credential scope, and the credentials.
///
/// The signature itself is compared last; until then, each error names the part of the request that has to be fixed.
pub(super) fn verify<'k>(
    request: &HttpRequest,
    keys: &'k KeyRing,
    now: Reading,
) -> Result<(String, Key<'k>), ApiError> {
    let header = request.header("authorization").ok_or_else(|| ApiError::missing("Authorization"))?;
    let authorization = Authorization::parse(header)?;
    let signed = signed_headers(request, &authorization)?;

    let timestamp = request.header("x-tc-timestamp").ok_or_else(|| ApiError::missing("X-TC-Timestamp"))?;
    let seconds = timestamp
        .parse()
        .map_err(|_| ApiError::new("InvalidParameter", "`X-TC-Timestamp` is not a number of seconds since 1970"))?;
    check_timestamp("X-TC-Timestamp", seconds, now)?;
    let date = Time::from_seconds(seconds).utc_date();
    if date != authorization.date {
        return Err(malformed(&format!("the date in `Credential` is not {date}, the UTC date of `X-TC-Timestamp`")));
    }
    let key = keys.find(authorization.secret_id)?;

    let payload_hash = match request.header("x-tc-content-sha256") {
        Some(UNSIGNED_PAYLOAD) => sha256_hex(UNSIGNED_PAYLOAD.as_bytes()),
        _ => sha256_hex(request.body.as_deref().unwrap_or_default()),
    };
    // The signature of a `POST` request does not cover its query.
    let query = if request.method == Method::GET { &request.query } else { "" };
    let mut strings = request.hosts().map(|host| {
        let canonical = canonical_request(request.method.as_str(), query, &signed, host, &payload_hash);
        string_to_sign(seconds, &authorization, &canonical)
    });
    let is_signed = |to_sign: &String| {
        let expected = signature(key.secret_key().expose(), authorization.date, authorization.service, to_sign);
        bool::from(expected.as_bytes().ct_eq(authorization.signature.as_bytes()))
    };
    let to_sign = strings.next().unwrap_or_default();
    if !is_signed(&to_sign) && !strings.any(|to_sign| is_signed(&to_sign)) {
        return Err(ApiError::new(
            "AuthFailure.SignatureFailure",
            // The string to sign contains only a hash of the request, and therefore no secret.
            format!(
                "the secret key is wrong, or the request was signed differently; expected string to sign: {to_sign:?}"
            ),
        ));
    }
    Ok((authorization.service.to_owned(), key))
}

/// The parts of an `Authorization` header.
#[derive(Debug, PartialEq)]
struct Authorization<'a> {
    secret_id: &'a str,
    date: &'a str,
    service: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    fn parse(header: &'a str) -> Result<Self, ApiError> {
        Self::parts(header).ok_or_else(|| {
            malformed(&format!(
                "expected `{ALGORITHM} Credential=ID/DATE/SERVICE/{SCOPE_SUFFIX}, SignedHeaders=A;B, Signature=HEX`"
            ))
        })
    }

    fn parts(header: &'a str) -> Option<Self> {
        let mut parts = header.strip_prefix(ALGORITHM)?.strip_prefix(' ')?.split(',').map(str::trim);
        let mut part =
            |name: &str| parts.next()?.strip_prefix(name)?.strip_prefix('=').filter(|value| !value.is_empty());
        let (credential, signed_headers, signature) = (part("Credential")?, part("SignedHeaders")?, part("Signature")?);
        if parts.next().is_some() {
            return None;
        }
        match credential.split('/').collect::<Vec<_>>()[..] {
            [secret_id, date, service, SCOPE_SUFFIX] if !secret_id.is_empty() && !service.is_empty() => {
                Some(Self { secret_id, date, service, signed_headers, signature })
            }
            _ => None,
        }
    }
}

/// Returns the name and the canonical value of each header that the signature covers.
fn signed_headers<'a>(
    request: &HttpRequest,
    authorization: &Authorization<'a>,
) -> Result<Vec<(&'a str, String)>, ApiError> {
    let names: Vec<&str> = authorization.signed_headers.split(';').collect();
    if !names.is_sorted_by(|name, next| name < next) || names.iter().any(|name| name.to_ascii_lowercase() != *name) {
        return Err(malformed("`SignedHeaders` must list lowercase names in alphabetical order, each once"));
    }
    for mandatory in ["content-type", "host"] {
        if !names.contains(&mandatory) {
            return Err(malformed(&format!("`SignedHeaders` must contain `{mandatory}`")));
        }
    }
    let canonical = |name: &'a str| {
        let value = request
            .unique_header(name)
            .ok_or_else(|| malformed(&format!("the request must contain the signed header `{name}` exactly once")))?;
        // The documentation requires lower-case values, but official clients sign these two as they send them.
        let as_sent = matches!(name, "content-type" | "host");
        Ok((name, if as_sent { value.to_owned() } else { value.to_lowercase() }))
    };
    names.into_iter().map(canonical).collect()
}

/// `host` replaces the value of the header `host`.
fn canonical_request(method: &str, query: &str, signed: &[(&str, String)], host: &str, payload_hash: &str) -> String {
    let line = |(name, value): &(&str, String)| format!("{name}:{}\n", if *name == "host" { host } else { value });
    let headers: String = signed.iter().map(line).collect();
    let names: Vec<_> = signed.iter().map(|(name, _)| *name).collect();
    format!("{method}\n/\n{query}\n{headers}\n{}\n{payload_hash}", names.join(";"))
}

fn string_to_sign(seconds: u64, authorization: &Authorization<'_>, canonical: &str) -> String {
    let Authorization { date, service, .. } = authorization;
    format!("{ALGORITHM}\n{seconds}\n{date}/{service}/{SCOPE_SUFFIX}\n{}", sha256_hex(canonical.as_bytes()))
}

fn signature(key: &str, date: &str, service: &str, to_sign: &str) -> String {
    // Each step derives the key of the next.
    let key = hmac_sha256(format!("TC3{key}").as_bytes(), date.as_bytes());
    let key = hmac_sha256(&key, service.as_bytes());
    let key = hmac_sha256(&key, SCOPE_SUFFIX.as_bytes());
    hex(&hmac_sha256(&key, to_sign.as_bytes()))
}

fn malformed(message: &str) -> ApiError {
    ApiError::new("AuthFailure.InvalidAuthorization", format!("invalid `Authorization` header: {message}"))
}
