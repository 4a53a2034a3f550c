//! `TC3-HMAC-SHA256`, signature version 3.
//!
//! Documentation: <https://cloud.tencent.com/document/api/213/30654>
//!
//! ```
//! use tencloud::signing::tc3::{Request, SigningKey};
//!
//! let request = Request {
//!     method: "POST",
//!     query: "",
//!     headers: &[("content-type", "application/json"), ("host", "redis.tencentcloudapi.com")],
//!     body: b"{}",
//! };
//! let timestamp = 1_551_113_065;
//! let key = SigningKey::derive("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", timestamp, "redis");
//! let header = key.authorization("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", &request, timestamp);
//! assert!(header.starts_with("TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/redis/"));
//! ```

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// The name of the algorithm: the first word of the `Authorization` header, and the first line of the string to sign.
pub const ALGORITHM: &str = "TC3-HMAC-SHA256";

/// The literal whose hash replaces that of the body in a request with `X-TC-Content-SHA256: UNSIGNED-PAYLOAD`.
pub const UNSIGNED_PAYLOAD: &[u8] = b"UNSIGNED-PAYLOAD";

/// The parts of a request that are signed.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// `POST` or `GET`.
    pub method: &'a str,
    /// The query exactly as it is sent, without `?`; empty for `POST`.
    pub query: &'a str,
    /// The signed headers, sorted by their lower-case names, each with its value. Names and values are signed in lower
    /// case and without surrounding spaces. `content-type` and `host` are mandatory.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body exactly as it is sent, or [`UNSIGNED_PAYLOAD`].
    pub body: &'a [u8],
}

impl Request<'_> {
    /// Returns the canonical request, whose hash is signed.
    pub fn canonical(&self) -> String {
        let mut out = String::with_capacity(384);
        self.write_canonical(&mut out);
        out
    }

    fn write_canonical(&self, out: &mut String) {
        for part in [self.method, "\n/\n", self.query, "\n"] {
            out.push_str(part);
        }
        for (name, value) in self.headers {
            push_lowercase(out, name);
            out.push(':');
            push_lowercase(out, value.trim());
            out.push('\n');
        }
        out.push('\n');
        self.write_signed_headers(out);
        out.push('\n');
        push_hex(out, &Sha256::digest(self.body));
    }

    fn write_signed_headers(&self, out: &mut String) {
        for (index, (name, _)) in self.headers.iter().enumerate() {
            if index > 0 {
                out.push(';');
            }
            push_lowercase(out, name);
        }
    }
}

/// Omits the body and the query, which may contain passwords.
impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("method", &self.method).field("headers", &self.headers).finish_non_exhaustive()
    }
}

/// The key that signs the requests of one day to one service. Deriving it takes three HMACs, so keep it for the day.
#[derive(Clone)]
pub struct SigningKey {
    /// `2019-02-25/redis/tc3_request`
    scope: String,
    day: u64,
    /// The state of the hash after the key, from which signing starts.
    keyed: Hmac<Sha256>,
}

impl SigningKey {
    /// Derives the key for the UTC day of `timestamp` (Unix seconds) and a service, such as `redis`.
    pub fn derive(secret_key: &str, timestamp: u64, service: &str) -> Self {
        let [_, _, key] = Self::derivation(secret_key, timestamp, service);
        SigningKey {
            scope: format!("{}/{service}/tc3_request", date(timestamp)),
            day: timestamp / DAY,
            keyed: keyed(&*key),
        }
    }

    /// Returns the three keys of the derivation, which the documentation calls `SecretDate`, `SecretService` and
    /// `SecretSigning`. Use them to check a signature step by step; [`derive`](Self::derive) uses the last one.
    pub fn derivation(secret_key: &str, timestamp: u64, service: &str) -> [Zeroizing<[u8; 32]>; 3] {
        let mut first = Zeroizing::new(String::with_capacity(3 + secret_key.len()));
        first.push_str("TC3");
        first.push_str(secret_key);
        let of_date = hmac(first.as_bytes(), date(timestamp).as_bytes());
        let of_service = hmac(&*of_date, service.as_bytes());
        let of_request = hmac(&*of_service, b"tc3_request");
        [of_date, of_service, of_request]
    }

    /// Returns whether the key may sign at a time (Unix seconds), which must be within the key's day.
    pub fn covers(&self, timestamp: u64) -> bool {
        timestamp / DAY == self.day
    }

    /// Returns the string to sign.
    pub fn string_to_sign(&self, canonical: &str, timestamp: u64) -> String {
        let mut out = String::with_capacity(160);
        self.write_string_to_sign(&mut out, canonical, timestamp);
        out
    }

    fn write_string_to_sign(&self, out: &mut String, canonical: &str, timestamp: u64) {
        for part in [ALGORITHM, "\n"] {
            out.push_str(part);
        }
        push_decimal(out, timestamp);
        for part in ["\n", &self.scope, "\n"] {
            out.push_str(part);
        }
        push_hex(out, &Sha256::digest(canonical));
    }

    /// Returns the signature of a string, in lower-case hexadecimal.
    pub fn sign(&self, string_to_sign: &str) -> String {
        let mut out = String::with_capacity(64);
        self.write_signature(&mut out, string_to_sign);
        out
    }

    fn write_signature(&self, out: &mut String, string_to_sign: &str) {
        let mut mac = self.keyed.clone();
        mac.update(string_to_sign.as_bytes());
        push_hex(out, &mac.finalize().into_bytes());
    }

    /// Returns the `Authorization` header of a request that is sent at `timestamp` (Unix seconds). The timestamp must
    /// be within the day of the key, or the service rejects the signature.
    pub fn authorization(&self, secret_id: &str, request: &Request<'_>, timestamp: u64) -> String {
        let mut canonical = String::with_capacity(384);
        request.write_canonical(&mut canonical);
        let mut to_sign = String::with_capacity(160);
        self.write_string_to_sign(&mut to_sign, &canonical, timestamp);
        let mut out = String::with_capacity(256);
        for part in [ALGORITHM, " Credential=", secret_id, "/", &self.scope, ", SignedHeaders="] {
            out.push_str(part);
        }
        request.write_signed_headers(&mut out);
        out.push_str(", Signature=");
        self.write_signature(&mut out, &to_sign);
        out
    }
}

/// Shows the scope, but not the key.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("scope", &self.scope).finish_non_exhaustive()
    }
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    match Hmac::new_from_slice(key) {
        Ok(keyed) => keyed,
        Err(_) => unreachable!("HMAC takes keys of any length"),
    }
}

fn hmac(key: &[u8], message: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut mac = keyed(key);
    mac.update(message);
    Zeroizing::new(mac.finalize().into_bytes().into())
}

/// Appends a header's name or value, which is signed in lower case, in whatever case it is sent.
fn push_lowercase(out: &mut String, text: &str) {
    let start = out.len();
    out.push_str(text);
    if let Some(text) = out.get_mut(start..) {
        text.make_ascii_lowercase();
    }
}

/// Appends a hash in lower-case hexadecimal.
fn push_hex(out: &mut String, hash: &[u8]) {
    let digit = |half: u8| if half < 10 { b'0' + half } else { b'a' + half - 10 };
    // Written in one step: pushing single digits costs more than the hash itself.
    let mut digits = [0; 64];
    for (pair, byte) in digits.chunks_exact_mut(2).zip(hash) {
        pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
    }
    out.push_str(std::str::from_utf8(&digits).unwrap_or_default());
}

fn push_decimal(out: &mut String, number: u64) {
    out.push_str(&number.to_string());
}

/// The seconds of a day.
const DAY: u64 = 86_400;

/// Returns the UTC date of a time (Unix seconds), such as `2019-02-25`.
fn date(timestamp: u64) -> String {
    // Days are counted from 0000-03-01, so that a leap day is the last day of a year, and in eras of 400 years.
    let days = timestamp / DAY + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates() {
        for (timestamp, expected) in [
            (0, "1970-01-01"),
            (951_782_399, "2000-02-28"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_551_113_065, "2019-02-25"),
            (1_735_689_599, "2024-12-31"),
            (4_107_542_400, "2100-03-01"),
        ] {
            assert_eq!(date(timestamp), expected);
        }
    }
}
