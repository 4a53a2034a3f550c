//! Requests, signed when they are sent, so that a test can spoil any part of them before or after.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The documentation's example pair.
pub(crate) const PAIR: (&str, &str) = ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");

/// A request that is not yet signed.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) method: &'static str,
    pub(crate) query: String,
    /// In the order in which they are sent; `host` among them.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) pair: (String, String),
    pub(crate) service: String,
    pub(crate) signed: String,
    pub(crate) timestamp: u64,
    /// The hash that is signed in place of the body's.
    pub(crate) payload_hash: Option<String>,
}

impl Draft {
    pub(crate) fn new(method: &'static str, host: &str, timestamp: u64) -> Self {
        let content_type = if method == "GET" { "application/x-www-form-urlencoded" } else { "application/json" };
        let draft = Self {
            method,
            query: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
            pair: (PAIR.0.into(), PAIR.1.into()),
            service: "redis".into(),
            signed: "content-type;host".into(),
            timestamp,
            payload_hash: None,
        };
        draft.with("host", host).with("content-type", content_type).with("x-tc-timestamp", &timestamp.to_string())
    }

    /// Sets a header.
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        let mut draft = self.without(name);
        draft.headers.push((name.into(), value.into()));
        draft
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(present, _)| present != name);
        self
    }

    /// Changes anything.
    pub(crate) fn but(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(present, _)| present == name).map_or("", |(_, value)| value)
    }

    /// The value of the `Authorization` header.
    pub(crate) fn authorization(&self) -> String {
        let payload_hash = self.payload_hash.clone().unwrap_or_else(|| hex(&Sha256::digest(&self.body)));
        let mut canonical = format!("{}\n/\n{}\n", self.method, self.query);
        for name in self.signed.split(';') {
            let value = self.header(name);
            let value = if name == "x-tc-action" { value.to_lowercase() } else { value.into() };
            canonical += &format!("{name}:{value}\n");
        }
        canonical += &format!("\n{}\n{payload_hash}", self.signed);
        let date = utc_date(self.timestamp);
        let scope = format!("{date}/{}/tc3_request", self.service);
        let to_sign =
            format!("TC3-HMAC-SHA256\n{}\n{scope}\n{}", self.timestamp, hex(&Sha256::digest(canonical.as_bytes())));
        let key = format!("TC3{}", self.pair.1).into_bytes();
        let steps = [date.as_str(), &self.service, "tc3_request", &to_sign];
        let signature = hex(&steps.into_iter().fold(key, |key, message| hmac(&key, message)));
        let (id, signed) = (&self.pair.0, &self.signed);
        format!("TC3-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={signed}, Signature={signature}")
    }

    /// Signs, lets the test spoil what is then sent, and sends it.
    pub(crate) fn send_but(self, spoil: impl FnOnce(Self) -> Self) -> Answer {
        let authorization = self.authorization();
        let draft = spoil(self.with("authorization", &authorization));
        let query = if draft.query.is_empty() { String::new() } else { format!("?{}", draft.query) };
        let mut bytes = format!("{} /{query} HTTP/1.1\r\n", draft.method).into_bytes();
        for (name, value) in &draft.headers {
            bytes.extend(format!("{name}: {value}\r\n").into_bytes());
        }
        bytes.extend(format!("content-length: {}\r\nconnection: close\r\n\r\n", draft.body.len()).into_bytes());
        bytes.extend(&draft.body);
        send(draft.header("host"), &bytes)
    }

    pub(crate) fn send(self) -> Answer {
        self.send_but(|draft| draft)
    }
}

/// A reply.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// What stands under `Response`.
    pub(crate) fn response(&self) -> Value {
        assert_eq!(self.status, 200);
        assert!(self.head.contains("content-type: application/json\r\n"), "{}", self.head);
        let mut envelope: Value = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(envelope.as_object().unwrap().len(), 1);
        envelope["Response"].take()
    }

    /// The error code, or an empty text.
    pub(crate) fn code(&self) -> String {
        self.response()["Error"]["Code"].as_str().unwrap_or_default().to_owned()
    }
}

/// Follows a link.
pub(crate) fn fetch(link: &str) -> Answer {
    let (host, path) = link.strip_prefix("http://").unwrap().split_once('/').unwrap();
    send(host, format!("GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").as_bytes())
}

/// Sends bytes and reads until the server closes.
pub(crate) fn send(address: &str, bytes: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(bytes).unwrap();
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).unwrap();
    let end = reply.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    let body = reply.split_off(end);
    let head = String::from_utf8(reply).unwrap();
    Answer { status: head.split(' ').nth(1).unwrap().parse().unwrap(), head, body }
}

fn hmac(key: &[u8], message: &str) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(key).unwrap().chain_update(message).finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Counts days from 1970, year by year and month by month: slow, and like nothing in the emulator.
fn utc_date(timestamp: u64) -> String {
    let is_leap = |year: u64| (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    let (mut day, mut year) = (timestamp / 86_400, 1970);
    while day >= 365 + u64::from(is_leap(year)) {
        day -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let lengths = [31, 28 + u64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in lengths {
        if day < length {
            break;
        }
        day -= length;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", day + 1)
}
