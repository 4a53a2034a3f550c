//! Mistakes with the body and its hash.

use std::iter;

use crate::digest::sha256_hex;
use crate::signature::client::{Hashed, Tc3Client};
use crate::signature::diagnostic::Part;
use crate::signature::pasted::Pasted;
use crate::signature::suspects::json;
use crate::signature::suspects::search::Search;

/// Returns the bytes that the pasted body can stand for, the likeliest first: pasting adds a newline at the end, and
/// whether lines end with `\n` or `\r\n` is lost in forms of browsers.
pub(super) fn readings(request: &Pasted) -> Vec<Vec<u8>> {
    let body = request.body.clone().unwrap_or_default();
    let long = with_length(request, windows(&body));
    if request.exact_body {
        return iter::once(body).chain(long).collect();
    }
    let without_end = body.trim_ascii_end().to_vec();
    let mut readings: Vec<_> = long.into_iter().collect();
    readings.extend([without_end.clone(), body.clone(), unix(&without_end), unix(&body)]);
    readings.dedup();
    readings
}

/// Returns a body without what follows its `Content-Length`, if that is only what pasting adds.
fn with_length(request: &Pasted, body: Vec<u8>) -> Option<Vec<u8>> {
    let length: usize = request.header("content-length")?.parse().ok()?;
    let (sent, rest) = body.split_at_checked(length)?;
    (sent != request.body.as_deref()? && rest.trim_ascii().is_empty()).then(|| sent.to_vec())
}

pub(super) fn add(search: &mut Search<'_, Tc3Client>, request: &Pasted) {
    let body = readings(request).into_iter().next().unwrap_or_default();
    let help = "hash exactly the bytes that are sent: serialize the body once, and use the result for both";
    for (other, what) in variants(&body) {
        if other == body {
            continue;
        }
        let message = format!("the signature was made for {what}");
        search.add(Part::Body, message, help, |client| client.canonical.payload_hash = sha256_hex(other));
    }
    if let Ok(text) = std::str::from_utf8(&body) {
        for (other, what) in json::rewritten(text) {
            if search.found.is_some() {
                break;
            }
            let message = format!("the signature was made for the body as JSON {what}");
            search.add(Part::Body, message, help, |client| client.canonical.payload_hash = sha256_hex(other));
        }
    }
    hashes(search, &body);
}

fn variants(body: &[u8]) -> Vec<(Vec<u8>, &'static str)> {
    let followed_by = |end: &str| [body, end.as_bytes()].concat();
    let text = String::from_utf8_lossy(body);
    vec![
        (Vec::new(), "an empty body"),
        (followed_by("\n"), "the body followed by a newline"),
        (followed_by("\r\n"), "the body followed by a carriage return and a newline"),
        (body.trim_ascii().to_vec(), "the body without spaces and newlines around it"),
        (windows(body), "the body with `\\r\\n` at the end of lines"),
        (unix(body), "the body with `\\n` at the end of lines"),
        ([b"\xef\xbb\xbf", body].concat(), "the body after a byte order mark"),
        (
            b"UNSIGNED-PAYLOAD".to_vec(),
            "an unsigned body, but the request lacks `X-TC-Content-SHA256: UNSIGNED-PAYLOAD`",
        ),
        (sha256_hex(body).into_bytes(), "the hash of the body, which was hashed twice"),
        (b"{}".to_vec(), "the body `{}`"),
        (b"null".to_vec(), "the body `null`"),
        (quoted(&text), "the body as a JSON string, which was serialized twice"),
    ]
}

fn hashes(search: &mut Search<'_, Tc3Client>, body: &[u8]) {
    let help = "end the canonical request with SHA-256 of the body, in lower-case hexadecimal";
    for (other, what) in [
        (sha256_hex(body).to_ascii_uppercase(), "the hash of the body is in upper case"),
        (String::from_utf8_lossy(body).into_owned(), "the canonical request ends with the body instead of its hash"),
        (String::new(), "the hash of the body is missing"),
        ("UNSIGNED-PAYLOAD".to_owned(), "the canonical request ends with `UNSIGNED-PAYLOAD` instead of its hash"),
    ] {
        search.add(Part::Body, what, help, |client| client.canonical.payload_hash = other);
    }
    let help = "end the string to sign with SHA-256 of the canonical request";
    for (hashed, what) in [
        (Hashed::Payload, "the string to sign ends with the hash of the body"),
        (Hashed::Nothing, "the string to sign ends with the canonical request instead of its hash"),
    ] {
        search.add(Part::StringToSign, what, help, |client| client.hashed = hashed);
    }
}

fn unix(body: &[u8]) -> Vec<u8> {
    let mut out = body.to_vec();
    let mut rest = body.get(1..).unwrap_or_default().iter().copied().chain([0]);
    out.retain(|byte| !(rest.next() == Some(b'\n') && *byte == b'\r'));
    out
}

fn windows(body: &[u8]) -> Vec<u8> {
    unix(body).split(|byte| *byte == b'\n').collect::<Vec<_>>().join(&b"\r\n"[..])
}

fn quoted(text: &str) -> Vec<u8> {
    serde_json::Value::from(text).to_string().into_bytes()
}
