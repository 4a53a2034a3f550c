//! A client that signs with the SDK, and sends something else.

use tencloud::signing::tc3::{Request, SigningKey};
use tencloud_explorer::signature::{Context, Diagnosis, KeyVisibility, KnownKey, OwnValues, Pasted, diagnose};

use super::EXAMPLE;

pub(crate) const TIME: u64 = 1_551_113_065;
/// 17:00 UTC, when it is already the next day in China.
pub(crate) const EVENING: u64 = TIME - TIME % 86_400 + 17 * 3600;
pub(crate) const HOST: &str = "cvm.tencentcloudapi.com";
pub(crate) const JSON: &str = "application/json; charset=utf-8";

/// What is signed, or what is sent.
#[derive(Clone)]
pub(crate) struct Message {
    pub(crate) key: String,
    pub(crate) timestamp: u64,
    /// The time whose date is in the scope.
    pub(crate) day: u64,
    pub(crate) service: String,
    pub(crate) method: &'static str,
    pub(crate) query: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

pub(crate) fn message() -> Message {
    Message {
        key: EXAMPLE.1.to_owned(),
        timestamp: TIME,
        day: TIME,
        service: "cvm".to_owned(),
        method: "POST",
        query: String::new(),
        headers: vec![("content-type", JSON.to_owned()), ("host", HOST.to_owned())],
        body: r#"{"Limit": 1, "Name": "未命名/a"}"#.to_owned(),
    }
}

pub(crate) fn get(query: &str) -> Message {
    Message {
        method: "GET",
        query: query.to_owned(),
        headers: vec![("content-type", "application/x-www-form-urlencoded".to_owned()), ("host", HOST.to_owned())],
        body: String::new(),
        ..message()
    }
}

impl Message {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        for (known, old) in &mut self.headers {
            if *known == name {
                value.clone_into(old);
            }
        }
        self
    }

    fn signed<T>(&self, sign: impl FnOnce(&Request<'_>) -> T) -> T {
        let headers: Vec<_> = self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        sign(&Request { method: self.method, query: &self.query, headers: &headers, body: self.body.as_bytes() })
    }

    pub(crate) fn canonical(&self) -> String {
        self.signed(|request| request.canonical())
    }

    pub(crate) fn authorization(&self) -> String {
        let key = SigningKey::derive(&self.key, self.day, &self.service);
        self.signed(|request| key.authorization(EXAMPLE.0, request, self.timestamp))
    }

    /// Returns the request as it is on the wire.
    pub(crate) fn http(&self, authorization: &str) -> String {
        let target = if self.query.is_empty() { "/".to_owned() } else { format!("/?{}", self.query) };
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        format!(
            "{} {target} HTTP/1.1\r\n{headers}X-TC-Action: DescribeInstances\r\nX-TC-Version: 2017-03-12\r\n\
             X-TC-Timestamp: {}\r\nAuthorization: {authorization}\r\nContent-Length: {}\r\n\r\n{}",
            self.method,
            self.timestamp,
            self.body.len(),
            self.body,
        )
    }
}

pub(crate) fn diagnose_at(now: u64, text: &str) -> Diagnosis {
    diagnose_with(now, text, &OwnValues::default())
}

pub(crate) fn diagnose_with(now: u64, text: &str, own: &OwnValues<'_>) -> Diagnosis {
    let pair = |(id, key): (&str, &str)| KnownKey {
        secret_id: id.to_owned(),
        secret_key: key.into(),
        visibility: KeyVisibility::Shown,
    };
    let keys = [pair(EXAMPLE), pair(("AKIDother", "other"))];
    let hosts = [HOST.to_owned(), "127.0.0.1:9021".to_owned()];
    let context = Context { keys: &keys, now, hosts: &hosts, service: Some("cvm") };
    let request = Pasted::parse(text).unwrap_or_else(|error| panic!("{error}"));
    diagnose(&request, &context, own)
}
