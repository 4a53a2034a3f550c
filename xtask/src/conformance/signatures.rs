//! Verifies signatures with requests that the official Python SDK has signed: the same parameters, keys, times and
//! nonces must lead to the same bytes. This file is compiled in `target/conformance`, and is not part of xtask.

use std::collections::BTreeMap;

use serde_json::Value;
use tencloud::signing::v1::{self, Algorithm};
use tencloud::signing::{query, tc3};

/// Compares requests, one JSON object per line. Returns how many there were of each kind, and which differ.
pub fn compare(lines: &str) -> (BTreeMap<String, usize>, Vec<String>) {
    let (mut proven, mut failures) = (BTreeMap::new(), Vec::new());
    for (index, line) in lines.lines().enumerate() {
        let request = Request(serde_json::from_str(line).unwrap_or_default());
        let unsigned = if request.0["unsigned"] == true { ", unsigned payload" } else { "" };
        let kind = format!("{} {}{unsigned}", request.text("method"), request.text("verb"));
        let (ours, official) = match request.text("method") {
            "TC3-HMAC-SHA256" => request.tc3(),
            "HmacSHA256" => request.v1(Algorithm::HmacSha256),
            _ => request.v1(Algorithm::HmacSha1),
        };
        if !official.is_empty() && ours == official {
            *proven.entry(kind).or_default() += 1;
        } else {
            failures.push(format!("request {index}, {kind}:\n  {ours}\nis not\n  {official}"));
        }
    }
    (proven, failures)
}

/// The input of the official SDK, and the request that it signed.
struct Request(Value);

impl Request {
    fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_default()
    }

    /// Returns what is sent in headers, and the query if there is one.
    fn tc3(&self) -> (String, String) {
        let is_get = self.text("verb") == "GET";
        let pairs = query::flatten(self.0["parameters"].as_object().unwrap_or(&Default::default()));
        let query = if is_get { query::encode(&pairs) } else { String::new() };
        // Clients may lay out JSON differently, so the body is signed as the official SDK wrote it.
        let body = match (is_get, self.0["unsigned"] == true) {
            (true, _) => &b""[..],
            (false, true) => tc3::UNSIGNED_PAYLOAD,
            (false, false) => self.text("data").as_bytes(),
        };
        let headers = [("content-type", self.text("content_type")), ("host", self.text("host"))];
        let request = tc3::Request { method: self.text("verb"), query: &query, headers: &headers, body };
        let timestamp = self.0["timestamp"].as_u64().unwrap_or_default();
        let key = tc3::SigningKey::derive(self.text("secret_key"), timestamp, self.text("service"));
        let ours = key.authorization(self.text("secret_id"), &request, timestamp);
        let official_query = if is_get { self.text("data") } else { "" };
        (format!("{query} {ours}"), format!("{official_query} {}", self.text("authorization")))
    }

    /// Returns the query or form, with the signature in it.
    fn v1(&self, algorithm: Algorithm) -> (String, String) {
        let number = |name: &str| self.0[name].to_string();
        let mut pairs = query::flatten(self.0["parameters"].as_object().unwrap_or(&Default::default()));
        let mut add = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
        add("Action", self.text("action"));
        add("RequestClient", self.text("request_client"));
        add("Nonce", &number("nonce"));
        add("Timestamp", &number("timestamp"));
        add("Version", self.text("version"));
        for (name, key) in [("Region", "region"), ("Token", "token")] {
            if let Some(value) = self.0[key].as_str() {
                add(name, value);
            }
        }
        add("SecretId", self.text("secret_id"));
        add("SignatureMethod", algorithm.as_str());
        add("Language", self.text("language"));
        let request = v1::Request { method: self.text("verb"), host: self.text("host"), parameters: &pairs };
        let signature = request.sign(algorithm, self.text("secret_key"));
        pairs.push(("Signature".to_owned(), signature));
        (query::encode(&pairs), self.text("data").to_owned())
    }
}
