//! SHA-256, and HMAC of whatever a client may have signed: the SDK computes the documented signature only, and a wrong one
//! needs its parts.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use tencloud::signing::v1::Algorithm;

pub(crate) fn sha256_hex(data: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(data))
}

pub(crate) fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    mac::<Hmac<Sha256>>(key, message)
}

/// Returns the signature of version 1, in Base64.
pub(crate) fn sign_v1(algorithm: Algorithm, key: &str, text: &str) -> String {
    STANDARD.encode(match algorithm {
        Algorithm::HmacSha256 => mac::<Hmac<Sha256>>(key.as_bytes(), text.as_bytes()),
        Algorithm::HmacSha1 => mac::<Hmac<Sha1>>(key.as_bytes(), text.as_bytes()),
    })
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn mac<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Vec<u8> {
    // `new_from_slice` cannot fail: HMAC takes keys of any length.
    <M as KeyInit>::new_from_slice(key)
        .map(|mac| mac.chain_update(message).finalize().into_bytes().to_vec())
        .unwrap_or_default()
}
