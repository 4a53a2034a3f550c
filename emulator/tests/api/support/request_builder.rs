//! Requests that are signed when they are sent, so that a test can change any part before or after that.

use std::{
    io::{Read, Write as _},
    net::TcpStream,
    time::Duration,
};

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The example key pair of the documentation.
pub(crate) const KEY_PAIR: (&str, &str) = ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");

/// A request that is not yet signed.
#[derive(Clone)]
pub(crate) struct RequestBuilder {
    pub(crate) method: &'static str,
    pub(crate) query: String,
    /// In the order in which they are sent, including `host`.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) key_pair: (String, String),
    pub(crate) service: String,
    /// The names of the signed headers, separated by semicolons.
    pub(crate) signed: String,
    pub(crate) timestamp: u64,
    /// The hash that is signed instead of the hash of the body.
    pub(crate) payload_hash: Option<String>,
}

impl RequestBuilder {
    pub(crate) fn new(method: &'static str, host: &str, timestamp: u64) -> Self {
        let content_type = if method == "GET" { "application/x-www-form-urlencoded" } else { "application/json" };
        let request = Self {
            method,
            query: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
            key_pair: (KEY_PAIR.0.into(), KEY_PAIR.1.into()),
            service: "redis".into(),
            signed: "content-type;host".into(),
            timestamp,
            payload_hash: None,
        };
        request.with("host", host).with("content-type", content_type).with("x-tc-timestamp", &timestamp.to_string())
    }

    /// Sets a header.
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        let mut request = self.without(name);
        request.headers.push((name.into(), value.into()));
        request
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(present, _)| present != name);
        self
    }

    /// Changes any part of the request.
    pub(crate) fn modify(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(present, _)| present == name).map_or("", |(_, value)| value)
    }

    /// Returns the value of the `Authorization` header.
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
        let key = format!("TC3{}", self.key_pair.1).into_bytes();
        let steps = [date.as_str(), &self.service, "tc3_request", &to_sign];
        let signature = hex(&steps.into_iter().fold(key, |key, message| hmac(&key, message)));
        let (id, signed) = (&self.key_pair.0, &self.signed);
        format!("TC3-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={signed}, Signature={signature}")
    }

    /// Signs the request, lets the test tamper with it, and sends it.
    pub(crate) fn send_modified(self, tamper: impl FnOnce(Self) -> Self) -> HttpResponse {
        let address = self.header("host").to_owned();
        self.send_to(&address, tamper)
    }

    /// Signs the request and sends it. Returns what comes back, be it a response or not.
    pub(crate) fn send_raw(self) -> Vec<u8> {
        let address = self.header("host").to_owned();
        let mut received = Vec::new();
        connect(&address, &self.into_bytes(|request| request)).read_to_end(&mut received).unwrap();
        received
    }

    /// Does the same, but sends the request to this address and not to the host that it names.
    pub(crate) fn send_to(self, address: &str, tamper: impl FnOnce(Self) -> Self) -> HttpResponse {
        send(address, &self.into_bytes(tamper))
    }

    /// Signs the request, lets the test tamper with it, and returns what would be sent.
    pub(crate) fn into_bytes(self, tamper: impl FnOnce(Self) -> Self) -> Vec<u8> {
        let authorization = self.authorization();
        let request = tamper(self.with("authorization", &authorization));
        let query = if request.query.is_empty() { String::new() } else { format!("?{}", request.query) };
        let mut bytes = format!("{} /{query} HTTP/1.1\r\n", request.method).into_bytes();
        for (name, value) in &request.headers {
            bytes.extend(format!("{name}: {value}\r\n").into_bytes());
        }
        bytes.extend(format!("content-length: {}\r\nconnection: close\r\n\r\n", request.body.len()).into_bytes());
        bytes.extend(&request.body);
        bytes
    }

    pub(crate) fn send(self) -> HttpResponse {
        self.send_modified(|request| request)
    }
}

/// A response.
#[derive(Debug)]
pub(crate) struct HttpResponse {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl HttpResponse {
    /// Reads until the server closes the connection.
    pub(crate) fn read(mut stream: impl Read) -> Self {
        let mut response = Vec::new();
        stream.read_to_end(&mut response).unwrap();
        let end = response.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
        let body = response.split_off(end);
        let head = String::from_utf8(response).unwrap();
        Self { status: head.split(' ').nth(1).unwrap().parse().unwrap(), head, body }
    }

    /// Returns the value of `Response` in the envelope.
    pub(crate) fn content(&self) -> Value {
        assert_eq!(self.status, 200);
        assert!(self.head.contains("content-type: application/json\r\n"), "{}", self.head);
        let mut envelope: Value = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(envelope.as_object().unwrap().len(), 1);
        envelope["Response"].take()
    }

    /// Returns the error code, or an empty string.
    pub(crate) fn code(&self) -> String {
        self.content()["Error"]["Code"].as_str().unwrap_or_default().to_owned()
    }
}

/// Downloads a URL.
pub(crate) fn fetch(url: &str) -> HttpResponse {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    send(host, format!("GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").as_bytes())
}

/// Sends bytes and reads until the server closes the connection.
pub(crate) fn send(address: &str, bytes: &[u8]) -> HttpResponse {
    HttpResponse::read(connect(address, bytes))
}

/// Sends bytes. Returns the connection.
fn connect(address: &str, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(bytes).unwrap();
    stream
}

fn hmac(key: &[u8], message: &str) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(key).unwrap().chain_update(message).finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Counts days from 1970 year by year and month by month: slow, but independent of the algorithm under test.
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
