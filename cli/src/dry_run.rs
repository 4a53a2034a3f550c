//! `--dry-run`: shows the request as it would be sent, without secrets.

use std::io::{self, Write};

use serde_json::{Map, Value};
use tencloud::signing::tc3;
use tencloud::untyped::SignedRequest;
use tencloud_calls::secrets::MASK;

use crate::output::write_json;

/// How much of a secret id is shown, so that people recognize it.
const SHOWN: usize = 8;

/// Writes a request, whose parameters are given without secrets.
pub(crate) fn write(
    request: &SignedRequest,
    masked: &Map<String, Value>,
    is_verbose: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{} {}", request.method, request.url)?;
    for (name, value) in &request.headers {
        let value = match name.as_str() {
            "authorization" => authorization(value),
            "x-tc-token" => MASK.to_owned(),
            _ => value.clone(),
        };
        writeln!(out, "{name}: {value}")?;
    }
    writeln!(out)?;
    write_json(&Value::Object(masked.clone()), out)?;
    if is_verbose { write_steps(request, masked, out) } else { Ok(()) }
}

/// Returns the header without the signature, and with the start of the secret id.
fn authorization(header: &str) -> String {
    let start = header.split("Signature=").next().unwrap_or_default();
    let Some((before, credential)) = start.split_once("Credential=") else { return MASK.to_owned() };
    let (id, scope) = credential.split_once('/').unwrap_or((credential, ""));
    let id: String = id.chars().take(SHOWN).collect();
    format!("{before}Credential={id}…/{scope}Signature={MASK}")
}

/// Writes how the signature is made. Keys are not shown, nor is the hash of a body with secrets, which would help to
/// guess them.
fn write_steps(request: &SignedRequest, masked: &Map<String, Value>, out: &mut dyn Write) -> io::Result<()> {
    let header = |name: &str| request.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str());
    let Some(authorization) = header("authorization") else { return Ok(()) };
    let scope = authorization.split_once("Credential=").and_then(|(_, rest)| rest.split([',']).next());
    let scope = scope.and_then(|credential| credential.split_once('/')).map_or("", |(_, scope)| scope);
    let host = header("host").map_or_else(|| host_of(&request.url), str::to_owned);
    let headers = [("content-type", header("content-type").unwrap_or_default()), ("host", host.as_str())];
    let canonical =
        tc3::Request { method: &request.method, query: "", headers: &headers, body: &request.body }.canonical();
    let has_secrets = serde_json::from_slice::<Map<String, Value>>(&request.body).is_ok_and(|sent| sent != *masked);
    let canonical = match canonical.rsplit_once('\n') {
        Some((before, _)) if has_secrets => format!("{before}\n<SHA-256 of the body>"),
        _ => canonical,
    };
    writeln!(out, "\n# Canonical request\n{canonical}\n")?;
    let timestamp = header("x-tc-timestamp").unwrap_or_default();
    writeln!(out, "# String to sign\n{}\n{timestamp}\n{scope}\n<SHA-256 of the canonical request>\n", tc3::ALGORITHM)?;
    let mut parts = scope.split('/');
    let (date, service) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    writeln!(out, "# Signature: HMAC-SHA256, in hexadecimal")?;
    writeln!(out, "key of the date     = hmac(\"TC3\" + secret key, \"{date}\")")?;
    writeln!(out, "key of the service  = hmac(key of the date, \"{service}\")")?;
    writeln!(out, "signing key         = hmac(key of the service, \"tc3_request\")")?;
    writeln!(out, "signature           = hmac(signing key, string to sign)")
}

fn host_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default().to_owned()
}
