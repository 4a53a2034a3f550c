//! Random requests: signed ones with parameters that do not fit, and bytes that are hardly requests.

use std::{iter, time::SystemTime};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

use super::values::Actions;
use crate::support::{KEY_PAIR, RequestBuilder};

/// How a request is sent.
#[derive(Clone, Copy)]
pub(super) enum Sending {
    /// On a connection that stays open. It is well-formed, so there must be a response.
    Kept,
    /// On a connection of its own, whose sending side is closed afterwards.
    HalfClosed,
    /// On a connection of its own, which is closed before a response can arrive.
    Dropped,
}

/// A request that no client sends.
pub(super) struct Hostile {
    pub(super) kind: &'static str,
    pub(super) bytes: Vec<u8>,
    pub(super) sending: Sending,
    /// Whether it changes how the emulator responds to others, if it succeeds.
    pub(super) changes_the_emulator: bool,
}

/// Makes requests, by a seed.
pub(super) struct Generator {
    address: String,
    rng: fastrand::Rng,
    actions: Actions,
}

type Make = fn(&mut Generator) -> Hostile;

/// The kinds of requests, and how often each is made.
const KINDS: [(u32, Make); 9] = [
    (60, Generator::signed_parameters),
    (8, Generator::broken_json),
    (6, Generator::query),
    (4, Generator::query_of_v1),
    (8, Generator::mutated),
    (5, Generator::wrong_framing),
    (3, Generator::strange_head),
    (2, Generator::pipelined),
    (4, Generator::control),
];

impl Hostile {
    fn new(kind: &'static str, sending: Sending, bytes: Vec<u8>) -> Self {
        Self { kind, bytes, sending, changes_the_emulator: false }
    }
}

impl Generator {
    pub(super) fn new(address: &str, seed: u64) -> Self {
        Self { address: address.to_owned(), rng: fastrand::Rng::with_seed(seed), actions: Actions::read() }
    }

    pub(super) fn next(&mut self) -> Hostile {
        let mut at = self.rng.u32(0..KINDS.iter().map(|(weight, _)| weight).sum());
        let make = KINDS.iter().find(|(weight, _)| at.checked_sub(*weight).map(|rest| at = rest).is_none());
        make.unwrap().1(self)
    }

    /// Returns an action, its version, and parameters.
    fn call(&mut self) -> (String, &'static str, String) {
        let (action, version) = self.actions.choose(&mut self.rng);
        let parameters = self.actions.parameters(&mut self.rng, action, version);
        (action.action.clone(), version, Value::Object(parameters).to_string())
    }

    fn request(&mut self) -> RequestBuilder {
        let (action, version, body) = self.call();
        request(&self.address, &action, version, body.as_bytes())
    }

    fn signed_parameters(&mut self) -> Hostile {
        Hostile::new("parameters", Sending::Kept, kept(self.request()))
    }

    fn broken_json(&mut self) -> Hostile {
        let mut request = self.request();
        let mut body = std::mem::take(&mut request.body);
        let depth = self.rng.choice([10, 127, 128, 1000, 100_000]).unwrap();
        match self.rng.u8(0..8) {
            0 => body.truncate(self.rng.usize(0..=body.len())),
            1 => body = [b"{\"InstanceIds\":".to_vec(), b"[".repeat(depth)].concat(),
            2 => body = [b"{\"a\":".repeat(depth), b"1".to_vec(), b"}".repeat(depth)].concat(),
            3 => {
                body = format!("{{\"InstanceIds\":[{}]}}", "\"crs-00000001\",".repeat(depth)).replace(",]", "]").into()
            }
            4 => body = format!("{{\"{}\":1}}", "a".repeat(depth)).into(),
            5 => body = format!("{{\"Offset\":{}}}", "9".repeat(depth)).into(),
            6 => {
                body =
                    format!("{{{}\"a\":0}}", (0..depth).map(|at| format!("\"{at}\":{at},")).collect::<String>()).into()
            }
            _ => self.mutate(&mut body),
        }
        // Few are as large as a body can be.
        if self.rng.u8(0..60) == 0 {
            body = [b"{\"InstanceIds\":[0".to_vec(), b",0".repeat(5_000_000), b"]}".to_vec()].concat();
        }
        Hostile::new("broken JSON", Sending::Kept, kept(request.modify(|request| request.body = body)))
    }

    fn query(&mut self) -> Hostile {
        let (action, version, _) = self.call();
        let query = self.pairs();
        let request = RequestBuilder::new("GET", &self.address, now());
        let request = named(request, &action, version).modify(|request| request.query = query);
        Hostile::new("query", Sending::Kept, kept(request))
    }

    /// Returns a query with strange names and values, of characters that a head may contain.
    fn pairs(&mut self) -> String {
        const NAMES: [&str; 9] = [
            "InstanceId",
            "Limit",
            "InstanceIds.0",
            "InstanceIds.99999999999",
            "NodeSet.0.NodeType",
            "a.b.c",
            ".",
            "%00",
            "%ff",
        ];
        const VALUES: [&str; 8] = ["crs-00000001", "1", "-1", "%", "%f", "%FF%FE", "+", "99999999999999999999"];
        let count = self.rng.choice([0, 1, 2, 3, 300]).unwrap();
        let mut pair = || format!("{}={}", self.rng.choice(NAMES).unwrap(), self.rng.choice(VALUES).unwrap());
        iter::repeat_with(&mut pair).take(count).collect::<Vec<_>>().join("&")
    }

    /// Makes a request that is signed with HmacSHA256, as the query is or with one more strange pair.
    fn query_of_v1(&mut self) -> Hostile {
        let (action, version, _) = self.call();
        let (product, version) = version.split_once('/').unwrap();
        let instance = if product == "redis" { "crs-00000001" } else { "" };
        let query = format!(
            "Action={action}&InstanceId={instance}&Nonce=7&Region=ap-tokyo&SecretId={}&SignatureMethod=HmacSHA256&Timestamp={}&Version={version}",
            KEY_PAIR.0,
            now(),
        );
        let to_sign = format!("GET{}/?{query}", self.address);
        let mac = Hmac::<Sha256>::new_from_slice(KEY_PAIR.1.as_bytes()).unwrap().chain_update(to_sign);
        let signature = STANDARD.encode(mac.finalize().into_bytes());
        let signature = signature.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        let strange = if self.rng.bool() { format!("&{}", self.pairs()) } else { String::new() };
        let head = format!("GET /?{query}&Signature={signature}{strange} HTTP/1.1\r\nhost: {}\r\n\r\n", self.address);
        Hostile::new("query of v1", Sending::Kept, head.into_bytes())
    }

    /// Changes some bytes of a request, or where it ends.
    fn mutated(&mut self) -> Hostile {
        let mut bytes = kept(self.request());
        match self.rng.u8(0..4) {
            0 => bytes.truncate(self.rng.usize(0..bytes.len())),
            _ => self.mutate(&mut bytes),
        }
        let sending = if self.rng.u8(0..5) == 0 { Sending::Dropped } else { Sending::HalfClosed };
        Hostile::new("mutated", sending, bytes)
    }

    fn mutate(&mut self, bytes: &mut [u8]) {
        for _ in 0..self.rng.choice([1, 3, 20]).unwrap() {
            let at = self.rng.usize(0..bytes.len().max(1));
            bytes.get_mut(at).map(|byte| *byte = self.rng.u8(..)).unwrap_or_default();
        }
    }

    fn wrong_framing(&mut self) -> Hostile {
        let request = self.request();
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let framing = match self.rng.u8(0..10) {
            0 => format!("content-length: {}\r\n\r\n{body}", body.len() + self.rng.usize(1..10_000)),
            1 => format!("content-length: {}\r\n\r\n{body}", body.len() / 2),
            2 => format!("content-length: -1\r\n\r\n{body}"),
            3 => format!("content-length: 99999999999999999999999\r\n\r\n{body}"),
            4 => format!("content-length: {}\r\ncontent-length: 0\r\n\r\n{body}", body.len()),
            5 => format!(
                "content-length: {0}\r\ntransfer-encoding: chunked\r\n\r\n{0:x}\r\n{body}\r\n0\r\n\r\n",
                body.len()
            ),
            6 => format!("transfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len()),
            7 => format!("transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n{body}\r\n0\r\n\r\n"),
            8 => format!("transfer-encoding: chunked\r\n\r\n1;{}\r\n{{\r\nzz\r\n{body}", "a".repeat(100_000)),
            _ => format!("transfer-encoding: gzip, chunked\r\nexpect: 100-continue\r\n\r\n{body}"),
        };
        let head = String::from_utf8(head(request)).unwrap();
        Hostile::new("wrong framing", Sending::HalfClosed, (head + &framing).into_bytes())
    }

    fn strange_head(&mut self) -> Hostile {
        let long = "a".repeat(self.rng.choice([100, 10_000, 60_000, 200_000]).unwrap());
        let line = match self.rng.u8(0..12) {
            0 => format!("GET /{long} HTTP/1.1\r\nhost: a\r\n\r\n"),
            1 => format!("POST / HTTP/1.1\r\nhost: a\r\nx-tc-action: {long}\r\n\r\n"),
            2 => format!("POST / HTTP/1.1\r\nhost: a\r\n{}\r\n", "x-a: b\r\n".repeat(long.len() / 100)),
            3 => format!("{long} / HTTP/1.1\r\nhost: a\r\n\r\n"),
            4 => "GET /\r\n\r\n".to_owned(),
            5 => "GET / HTTP/9.9\r\nhost: a\r\n\r\n".to_owned(),
            6 => "POST / HTTP/1.1\r\nhost: a\r\n folded\r\n\tmore\r\nx: \u{0}\r\n\r\n".to_owned(),
            7 => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
            8 => "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}".to_owned(),
            9 => "CONNECT 127.0.0.1:1 HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n"
                .to_owned(),
            10 => format!("GET /backups/%ff/../{long}?sign=%zz HTTP/1.1\r\nhost: \r\nhost: b\r\n\r\n"),
            _ => format!("POST /?{long} HTTP/1.0\r\nauthorization: TC3-HMAC-SHA256 Credential=/, {long}\r\n\r\n"),
        };
        Hostile::new("strange head", Sending::HalfClosed, line.into_bytes())
    }

    /// Makes several requests at once, the last of them perhaps mutated.
    fn pipelined(&mut self) -> Hostile {
        let count = self.rng.usize(2..8);
        let mut bytes: Vec<u8> = iter::repeat_with(|| kept(self.request())).take(count).flatten().collect();
        if self.rng.bool() {
            let last = self.mutated().bytes;
            bytes.extend(last);
        }
        Hostile::new("pipelined", Sending::HalfClosed, bytes)
    }

    fn control(&mut self) -> Hostile {
        const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];
        const PATHS: [&str; 9] =
            ["health", "reset", "state", "instances", "faults", "clock", "rate_limits", "requests", "../%2e%2e/x"];
        const BODIES: [&str; 16] = [
            "",
            "null",
            "[]",
            "{}",
            "{\"enforced\":1}",
            "{\"enforced\":true}",
            "{\"frozen\":true,\"advance_ms\":18446744073709551615}",
            "{\"advance_ms\":-1}",
            "{\"id\":\"\",\"region\":\"ap-tokyo\"}",
            "{\"id\":\"crs-a\",\"region\":\"nowhere\"}",
            "{\"id\":\"crs-b\",\"region\":\"ap-tokyo\",\"order\":{\"GoodsNum\":18446744073709551615,\"MemSize\":-1}}",
            "{\"id\":\"../\\u0000\",\"region\":\"ap-tokyo\",\"order\":{\"InstanceName\":[]}}",
            "{\"action\":\"Nothing\",\"kind\":\"cut_before\"}",
            "{\"action\":\"DescribeInstances\",\"times\":18446744073709551615,\"kind\":{\"http_status\":99999}}",
            "{\"format\":1,\"next_serial\":18446744073709551615,\"products\":{\"redis\":{\"accounts\":{}}}}",
            "{\"format\":1,\"next_serial\":0,\"products\":{\"redis\":{\"accounts\":{\"1\":{\"regions\":{\"a\":{}}}}}}}",
        ];
        let method = self.rng.choice(METHODS).unwrap();
        let path = self.rng.choice(PATHS).unwrap();
        let mut body = self.rng.choice(BODIES).unwrap().as_bytes().to_vec();
        if self.rng.u8(0..4) == 0 {
            self.mutate(&mut body);
        }
        let mut bytes = format!(
            "{method} /_emulator/{path} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            self.address,
            body.len()
        )
        .into_bytes();
        bytes.extend(body);
        let control = Hostile::new("control", Sending::HalfClosed, bytes);
        Hostile { changes_the_emulator: method != "GET" && method != "HEAD", ..control }
    }
}

/// Returns a signed request for an action of Redis.
pub(super) fn signed(address: &str, action: &str, body: &[u8]) -> Vec<u8> {
    kept(request(address, action, "redis/2018-04-12", body))
}

fn request(address: &str, action: &str, version: &str, body: &[u8]) -> RequestBuilder {
    let request = RequestBuilder::new("POST", address, now()).modify(|request| request.body = body.to_vec());
    named(request, action, version)
}

/// Adds the headers that name an action.
fn named(request: RequestBuilder, action: &str, version: &str) -> RequestBuilder {
    let (product, version) = version.split_once('/').unwrap();
    let request = request.modify(|request| request.service = product.to_owned());
    request.with("x-tc-action", action).with("x-tc-version", version).with("x-tc-region", "ap-tokyo")
}

/// Signs a request. Returns its bytes, with which the connection stays open.
fn kept(request: RequestBuilder) -> Vec<u8> {
    let body = request.body.clone();
    let mut bytes = head(request);
    bytes.extend(format!("content-length: {}\r\n\r\n", body.len()).into_bytes());
    bytes.extend(body);
    bytes
}

/// Signs a request. Returns its head without what frames the body, and without its end.
fn head(request: RequestBuilder) -> Vec<u8> {
    let mut bytes = request.into_bytes(|request| request);
    let end = bytes.windows(16).position(|window| window == b"\r\ncontent-length").unwrap() + 2;
    bytes.truncate(end);
    bytes
}

#[expect(clippy::disallowed_methods, reason = "the binary uses the system's clock")]
fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}
