//! Sends any requests to the emulator, some of them signed: no panic, no internal error, and every response is one of the
//! API.
//!
//! An input contains requests, separated by `%%` in a line of its own. The first line of a request is its signature (`tc3`,
//! `sha256`, `sha1`; anything else is none), method and query; the next lines are headers, and after an empty line follows
//! the body.

#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use tencloud::signing::{query, tc3, v1};
use tencloud_emulator::fuzzing::{KEY_PAIR, Unserved};

/// When the first request is sent, in seconds since 1970.
const START: u64 = 1_795_024_000;

/// The seconds between two requests, in which tasks and orders go on.
const PAUSE: u64 = 5;

const HOST: &str = "127.0.0.1:9021";

/// What is known of requests before they are signed.
struct Request<'a> {
    signature: &'a str,
    method: &'a str,
    query: String,
    headers: Vec<(&'a str, &'a [u8])>,
    body: &'a [u8],
}

fuzz_target!(|input: &[u8]| {
    let emulator = Unserved::new(START).expect("an instance that can be ordered");
    let mut rest = Some(input);
    for now in (START..).step_by(PAUSE as usize) {
        let Some(text) = rest else { break };
        let (request, others) = split(text, b"\n%%\n");
        rest = others;
        send(&emulator, request, now);
        emulator.advance(Duration::from_secs(PAUSE));
    }
});

fn send(emulator: &Unserved, text: &[u8], now: u64) {
    let (head, body) = split(text, b"\n\n");
    let mut lines = head.split(|byte| *byte == b'\n');
    let Ok(first) = str::from_utf8(lines.next().unwrap_or_default()) else { return };
    let mut words = first.splitn(3, ' ');
    let mut word = || words.next().unwrap_or_default();
    let headers = lines.filter_map(|line| {
        let (name, value) = split(line, b":");
        Some((str::from_utf8(name).ok()?, value?.trim_ascii()))
    });
    let mut request = Request {
        signature: word(),
        method: word(),
        query: word().to_owned(),
        headers: [("host", HOST.as_bytes())].into_iter().chain(headers).collect(),
        body: body.unwrap_or_default(),
    };
    let added = request.sign(now);
    request.headers.extend(added.iter().map(|(name, value)| (*name, value.as_bytes())));
    let Some(json) = emulator.respond(request.method, &request.query, &request.headers, request.body) else { return };
    let envelope: Value = serde_json::from_slice(&json).expect("a response in JSON");
    let response = &envelope["Response"];
    assert!(response["RequestId"].is_string(), "{envelope}");
    let code = &response["Error"]["Code"];
    assert!(code.is_null() || code.as_str().is_some_and(|code| !code.starts_with("InternalError")), "{envelope}");
}

impl Request<'_> {
    /// Signs the request, and returns the headers that it lacks for that.
    fn sign(&mut self, now: u64) -> Vec<(&'static str, String)> {
        match self.signature {
            "tc3" => self.sign_tc3(now),
            "sha256" => self.sign_v1(v1::Algorithm::HmacSha256, now),
            "sha1" => self.sign_v1(v1::Algorithm::HmacSha1, now),
            _ => Vec::new(),
        }
    }

    fn sign_tc3(&self, now: u64) -> Vec<(&'static str, String)> {
        let content_type = if self.method == "GET" { "application/x-www-form-urlencoded" } else { "application/json" };
        let service = if self.has("x-tc-version", "2018-08-13") { "sts" } else { "redis" };
        let query = if self.method == "GET" { self.query.as_str() } else { "" };
        let headers = [("content-type", content_type), ("host", HOST)];
        let signed = tc3::Request { method: self.method, query, headers: &headers, body: self.body };
        let key = tc3::SigningKey::derive(KEY_PAIR.1, now, service);
        let authorization = key.authorization(KEY_PAIR.0, &signed, now);
        vec![
            ("content-type", content_type.to_owned()),
            ("x-tc-timestamp", now.to_string()),
            ("authorization", authorization),
        ]
    }

    /// Signs the query, which is not encoded yet.
    fn sign_v1(&mut self, algorithm: v1::Algorithm, now: u64) -> Vec<(&'static str, String)> {
        let pairs = self.query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let mut parameters: Vec<(String, String)> = pairs.map(|(name, value)| (name.into(), value.into())).collect();
        let common = [
            ("SecretId", KEY_PAIR.0.to_owned()),
            ("Timestamp", now.to_string()),
            ("Nonce", "1".to_owned()),
            ("SignatureMethod", algorithm.as_str().to_owned()),
        ];
        parameters.extend(common.map(|(name, value)| (name.to_owned(), value)));
        let signed = v1::Request { method: self.method, host: HOST, parameters: &parameters };
        let signature = signed.sign(algorithm, KEY_PAIR.1);
        parameters.push(("Signature".to_owned(), signature));
        self.query = query::encode(&parameters);
        Vec::new()
    }

    fn has(&self, name: &str, value: &str) -> bool {
        self.headers.iter().any(|(other, sent)| other.eq_ignore_ascii_case(name) && *sent == value.as_bytes())
    }
}

/// Splits bytes at the first separator, if there is one.
fn split<'a>(bytes: &'a [u8], separator: &[u8]) -> (&'a [u8], Option<&'a [u8]>) {
    match bytes.windows(separator.len()).position(|window| window == separator) {
        Some(at) => (&bytes[..at], Some(&bytes[at + separator.len()..])),
        None => (bytes, None),
    }
}
