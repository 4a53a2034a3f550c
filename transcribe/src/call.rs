//! Requests and responses in the documentation: a request as HTTP, as a URL or as its body alone, and a response as
//! JSON.

mod json;
mod query;

use serde_json::{Map, Value};
use tencloud_spec::Method;

pub(crate) use self::json::{Mended, Unread};

/// Common parameters that a request may contain in addition to the action's own.
pub(crate) const COMMON: [&str; 11] = [
    "Action",
    "Version",
    "Region",
    "Timestamp",
    "Nonce",
    "SecretId",
    "Signature",
    "SignatureMethod",
    "Token",
    "Language",
    "RequestClient",
];

/// What the documentation shows as code.
pub(crate) enum Piece {
    Request(Result<Request, Unread>),
    Response(Result<Mended<Map<String, Value>>, Unread>),
    /// Neither a request nor a response.
    Other,
}

/// A request in any of these forms.
pub(crate) struct Request {
    pub(crate) method: Method,
    /// All parameters of the request.
    pub(crate) parameters: Map<String, Value>,
    /// The action that a header contains.
    pub(crate) action: Option<String>,
    pub(crate) host: Option<String>,
    /// The reason why its JSON had to be repaired.
    pub(crate) mended: Option<Unread>,
}

/// Returns what a text shows. With `has_request`, a bare object is a response, even if it cannot be read.
pub(crate) fn piece(text: &str, has_request: bool) -> Piece {
    if text.starts_with('{') {
        return bare(text, has_request);
    }
    let first = text.lines().next().unwrap_or_default();
    match first.split_whitespace().next() {
        Some("POST") => Piece::Request(post(text)),
        Some("GET") => Piece::Request(get(text.trim_start_matches("GET").trim_start())),
        Some(url) if url.starts_with("http://") || url.starts_with("https://") => Piece::Request(get(text)),
        _ => Piece::Other,
    }
}

/// Reads a block that is JSON, or is meant to be.
fn bare(text: &str, has_request: bool) -> Piece {
    let (value, mended) = match json::read(text) {
        Ok((Value::Object(members), mended)) => (members, mended),
        Ok(_) => return Piece::Other,
        Err(why) if has_request || text.contains("\"Response\"") => return Piece::Response(Err(why)),
        Err(why) => return Piece::Request(Err(why)),
    };
    match value.get("Response") {
        Some(Value::Object(response)) => Piece::Response(Ok((response.clone(), mended))),
        Some(_) => Piece::Response(Err("its `Response` is not an object".to_owned().into())),
        None if !has_request => {
            Piece::Request(Ok(Request { method: Method::Post, parameters: value, action: None, host: None, mended }))
        }
        None if value.contains_key("RequestId") => Piece::Response(Ok((value, mended))),
        None => Piece::Response(Err("it has neither `Response` nor `RequestId`".to_owned().into())),
    }
}

/// Reads `https://host/?Action=…`, which may span several lines.
fn get(text: &str) -> Result<Request, Unread> {
    let (address, query) = text.split_once('?').unwrap_or((text, ""));
    let query = query.split(" HTTP/").next().unwrap_or(query);
    let parameters = query::nest(&query::parameters(query)?)?;
    Ok(Request { method: Method::Get, parameters, action: None, host: host_of(address), mended: None })
}

/// Returns the host of `https://host/…`.
fn host_of(address: &str) -> Option<String> {
    address.split("//").nth(1).map(|rest| rest.split(['/', '?']).next().unwrap_or(rest).trim().to_owned())
}

/// Returns the host in a request, even if the request cannot be read.
pub(crate) fn host(text: &str) -> Option<String> {
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("host").then(|| value.trim().to_owned())
    };
    let is_address = |line: &&str| line.contains("https://") || line.contains("http://");
    text.lines().find_map(header).or_else(|| text.lines().find(is_address).and_then(host_of))
}

/// Reads `POST / HTTP/1.1`, headers, and a JSON body.
fn post(text: &str) -> Result<Request, Unread> {
    let body_at = text.lines().position(|line| line.trim_start().starts_with('{'));
    let lines: Vec<&str> = text.lines().collect();
    let (head, body) = lines.split_at(body_at.unwrap_or(lines.len()));
    let header = |name: &str| {
        let value = |line: &&str| {
            let (key, value) = line.split_once(':')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        };
        head.iter().find_map(value)
    };
    let below = |unread: Unread| Unread { lines_below: head.len() + unread.lines_below, ..unread };
    let (parameters, mended) = match body {
        [] => (Map::new(), None),
        body => match json::read(&body.join("\n")) {
            Ok((Value::Object(members), mended)) => (members, mended.map(below)),
            Ok(_) => return Err("its body is not an object".to_owned().into()),
            Err(unread) => return Err(below(unread)),
        },
    };
    Ok(Request { method: Method::Post, parameters, action: header("X-TC-Action"), host: header("Host"), mended })
}
