//! `HmacSHA256` and `HmacSHA1`, signature version 1: the parameters and the signature are sent together in a query or a
//! form.
//!
//! TC3 is safer and the default; use this version only for networks and services that require it. Documentation:
//! <https://cloud.tencent.com/document/api/213/30654>
//!
//! ```
//! use tencloud::signing::v1::{Algorithm, Request};
//!
//! let parameters = [
//!     ("Action", "DescribeInstances"), ("Version", "2017-03-12"), ("Region", "ap-guangzhou"),
//!     ("SecretId", "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE"), ("Timestamp", "1465185768"), ("Nonce", "11886"),
//!     ("InstanceIds.0", "ins-09dx96dg"), ("Limit", "20"), ("Offset", "0"),
//! ];
//! let request = Request { method: "GET", host: "cvm.tencentcloudapi.com", parameters: &parameters };
//! let signature = request.sign(Algorithm::HmacSha1, "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
//! assert_eq!(signature, "EliP9YW3pW28FpsEdkXt/+WcGeI=");
//! ```

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;

/// The hash function of the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// `HmacSHA256`
    HmacSha256,
    /// `HmacSHA1`
    HmacSha1,
}

impl Algorithm {
    /// Returns the value of the parameter `SignatureMethod`.
    pub fn as_str(self) -> &'static str {
        match self {
            Algorithm::HmacSha256 => "HmacSHA256",
            Algorithm::HmacSha1 => "HmacSHA1",
        }
    }
}

/// The parts of a request that are signed: everything but the signature.
#[derive(Clone, Copy)]
pub struct Request<'a, N = &'a str, V = &'a str> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// The `Host` header, with the port if it has one.
    pub host: &'a str,
    /// The parameters, flattened and not encoded, in any order: those of the action, and `Action`, `Version`,
    /// `Timestamp`, `Nonce`, `SecretId` and any others that are sent.
    pub parameters: &'a [(N, V)],
}

impl<N: AsRef<str>, V: AsRef<str>> Request<'_, N, V> {
    /// Returns the string to sign.
    pub fn string_to_sign(&self) -> String {
        let mut sorted: Vec<_> = self.parameters.iter().map(|(name, value)| (name.as_ref(), value.as_ref())).collect();
        sorted.sort_unstable();
        let mut out = String::with_capacity(256);
        for part in [self.method, self.host, "/?"] {
            out.push_str(part);
        }
        for (index, (name, value)) in sorted.into_iter().enumerate() {
            if index > 0 {
                out.push('&');
            }
            for part in [name, "=", value] {
                out.push_str(part);
            }
        }
        out
    }

    /// Returns the value of the parameter `Signature`, in Base64 and not yet encoded for the wire.
    pub fn sign(&self, algorithm: Algorithm, secret_key: &str) -> String {
        let text = self.string_to_sign();
        match algorithm {
            Algorithm::HmacSha256 => mac::<Hmac<Sha256>>(secret_key, &text),
            Algorithm::HmacSha1 => mac::<Hmac<Sha1>>(secret_key, &text),
        }
    }
}

fn mac<M: Mac + KeyInit>(secret_key: &str, text: &str) -> String {
    match <M as KeyInit>::new_from_slice(secret_key.as_bytes()) {
        Ok(keyed) => STANDARD.encode(keyed.chain_update(text).finalize().into_bytes()),
        Err(_) => unreachable!("HMAC takes keys of any length"),
    }
}

/// Omits the parameters, which may contain passwords.
impl<N, V> fmt::Debug for Request<'_, N, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("method", &self.method).field("host", &self.host).finish_non_exhaustive()
    }
}
