//! What can be wrong with a request before its signature is compared.

use tencloud::signing::v1::Algorithm;

use crate::signature::authorization::Authorization;
use crate::signature::context::Context;
use crate::signature::diagnostic::{Diagnostic, Part};
use crate::signature::endpoint;
use crate::signature::pasted::Pasted;
use crate::signature::printable::bounded;
use crate::signature::steps::utc_date;

/// The service rejects a request whose time differs by more than this.
const MAX_SKEW: u64 = 300;
const FORM: &str = "application/x-www-form-urlencoded";

/// Checks a request that is signed with TC3.
pub(super) fn tc3(request: &Pasted, authorization: &Authorization, context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Some(problem) = &authorization.problem {
        found.push(Diagnostic::new(
            Part::Authorization,
            format!("the header `Authorization` is malformed: {problem}"),
            "write `TC3-HMAC-SHA256 Credential=ID/DATE/SERVICE/tc3_request, SignedHeaders=A;B, Signature=HEX`",
        ));
    }
    for name in ["X-TC-Action", "X-TC-Version", "X-TC-Timestamp"] {
        if request.header(name).is_none() {
            found.push(Diagnostic::new(
                Part::Headers,
                format!("the header `{name}` is missing"),
                format!("send `{name}`; TC3 has no such parameter in the query or body"),
            ));
        }
    }
    signed_headers(request, authorization, &mut found);
    found.extend(content_type(request));
    found.extend(path(request));
    let timestamp = request.header("x-tc-timestamp");
    if let Some(timestamp) = timestamp {
        found.extend(clock("X-TC-Timestamp", timestamp, context.now));
        found.extend(seconds(timestamp).and_then(|seconds| date(authorization, seconds)));
    }
    let service = endpoint::service(request, authorization, context);
    if !authorization.service.is_empty() && authorization.service != service {
        found.push(Diagnostic::new(
            Part::Service,
            format!("the credential scope names the service `{}`, not `{service}`", authorization.service),
            format!("use `{service}`, the first label of the host, in the credential scope and the key derivation"),
        ));
    }
    found.extend(host(request, context));
    found
}

/// Checks a request that is signed with version 1.
pub(super) fn v1(request: &Pasted, parameters: &[(String, String)], context: &Context<'_>) -> Vec<Diagnostic> {
    let find = |wanted: &str| parameters.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let mut found = Vec::new();
    for name in ["Action", "Version", "Timestamp", "Nonce", "SecretId"] {
        if find(name).is_none_or(str::is_empty) {
            found.push(Diagnostic::new(
                Part::Parameters,
                format!("the parameter `{name}` is missing"),
                format!("send and sign `{name}`"),
            ));
        }
    }
    if let Some(nonce) = find("Nonce").filter(|nonce| nonce.parse::<u64>().is_err()) {
        found.push(Diagnostic::new(
            Part::Parameters,
            format!("the parameter `Nonce` is `{}`", bounded(nonce)),
            "send a positive integer",
        ));
    }
    if let Some(method) = find("SignatureMethod").filter(|method| v1_algorithm(Some(method)).as_str() != *method) {
        found.push(Diagnostic::new(
            Part::Algorithm,
            format!("`SignatureMethod` is `{}`, which the service reads as `HmacSHA1`", bounded(method)),
            "send `HmacSHA256` or `HmacSHA1`, spelled like this",
        ));
    }
    found.extend(find("Timestamp").and_then(|timestamp| clock("Timestamp", timestamp, context.now)));
    found.extend(host(request, context));
    found
}

/// Returns the algorithm that a `SignatureMethod` means. As documented, any other value, or none, means HMAC-SHA1.
pub(super) fn v1_algorithm(method: Option<&str>) -> Algorithm {
    match method {
        Some("HmacSHA256") => Algorithm::HmacSha256,
        _ => Algorithm::HmacSha1,
    }
}

/// Returns a time in seconds, also if it is given in milliseconds.
pub(super) fn seconds(timestamp: &str) -> Option<u64> {
    let number: u64 = timestamp.parse().ok()?;
    Some(if timestamp.len() == 13 { number / 1000 } else { number })
}

fn signed_headers(request: &Pasted, authorization: &Authorization, found: &mut Vec<Diagnostic>) {
    let names = authorization.names();
    if names.is_empty() {
        return;
    }
    let mut report = |part, message: String, help: &str| found.push(Diagnostic::new(part, message, help));
    if names.iter().any(|name| name.bytes().any(|b| b.is_ascii_uppercase())) {
        report(
            Part::SignedHeaders,
            "`SignedHeaders` contains upper-case letters".to_owned(),
            "write the names in lower case",
        );
    }
    if !names.is_sorted_by(|name, next| name < next) {
        report(
            Part::Order,
            format!("`SignedHeaders` is not sorted: `{}`", bounded(&authorization.signed_headers)),
            "sort the names, and list each once, here and in the canonical request",
        );
    }
    for name in ["content-type", "host"] {
        if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            report(
                Part::SignedHeaders,
                format!("`SignedHeaders` does not contain `{name}`"),
                "sign `content-type` and `host`",
            );
        }
    }
    for name in names {
        let sent = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name)).count();
        // Clients add the host that is in the URL.
        if sent == 0 && !(name == "host" && request.host.is_some()) {
            report(
                Part::SignedHeaders,
                format!("the signed header `{name}` is not in the request"),
                "send it with the value that was signed",
            );
        }
        if sent > 1 {
            report(
                Part::SignedHeaders,
                format!("the signed header `{name}` is in the request {sent} times"),
                "send it once",
            );
        }
    }
}

fn path(request: &Pasted) -> Option<Diagnostic> {
    (request.path != "/").then(|| {
        Diagnostic::new(
            Part::Path,
            format!("the path is `{}`", bounded(&request.path)),
            "send the request to the path `/`; the action is named by `X-TC-Action`",
        )
    })
}

fn content_type(request: &Pasted) -> Option<Diagnostic> {
    let sent = request.header("content-type")?;
    let is_get = request.method.eq_ignore_ascii_case("GET");
    let lower = sent.to_ascii_lowercase();
    let expected = if is_get { FORM } else { "application/json" };
    if lower.starts_with(expected) || (!is_get && lower.starts_with("multipart/form-data")) {
        return None;
    }
    Some(Diagnostic::new(
        Part::ContentType,
        format!("a {} request with TC3 has the content type `{expected}`, not `{}`", request.method, bounded(sent)),
        format!("send and sign `Content-Type: {expected}`; many clients add a form's type to a body without one"),
    ))
}

fn clock(name: &str, timestamp: &str, now: u64) -> Option<Diagnostic> {
    let Ok(seconds) = timestamp.parse::<u64>() else {
        return Some(Diagnostic::new(
            Part::Clock,
            format!("`{name}` is not a number"),
            "send the seconds since 1970, without a fraction",
        ));
    };
    if timestamp.len() == 13 {
        return Some(Diagnostic::new(
            Part::Clock,
            format!("`{name}` is in milliseconds"),
            "divide it by 1000: the service expects seconds since 1970",
        ));
    }
    let skew = seconds.abs_diff(now);
    let side = if seconds < now { "in the past" } else { "in the future" };
    (skew > MAX_SKEW).then(|| {
        Diagnostic::new(
            Part::Clock,
            format!("`{name}` is {skew} seconds {side}, and the service allows {MAX_SKEW}"),
            "set the clock of the machine, and sign each request again just before it is sent",
        )
    })
}

fn date(authorization: &Authorization, seconds: u64) -> Option<Diagnostic> {
    let expected = utc_date(seconds);
    let date = &authorization.date;
    (!date.is_empty() && *date != expected).then(|| {
        Diagnostic::new(
            Part::Date,
            format!(
                "the credential scope has the date `{}`, but the UTC date of `X-TC-Timestamp` is {expected}",
                bounded(date)
            ),
            "compute the date from the same timestamp, in UTC, as YYYY-MM-DD",
        )
    })
}

fn host(request: &Pasted, context: &Context<'_>) -> Option<Diagnostic> {
    let host = request.host.as_deref()?;
    let first = context.hosts.first()?;
    let without_port = |host: &str| host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    if context.hosts.iter().any(|known| without_port(known) == without_port(host)) {
        return None;
    }
    Some(Diagnostic::new(
        Part::Host,
        format!("the host is `{}`, which is not an endpoint of the service", bounded(host)),
        format!("send the request to `{first}`"),
    ))
}
