//! What a client computes to sign with TC3, right or wrong.

use tencloud::{Secret, signing::tc3::ALGORITHM};

use crate::digest::{base64, hex, hmac_sha256, sha256_hex};
use crate::signature::steps::{KeyVisibility, Steps, Tc3Values};

/// A client. Each field can have a wrong value.
#[derive(Clone)]
pub(super) struct Tc3Client {
    pub(super) secret_id: String,
    pub(super) secret_key: Secret,
    pub(super) canonical: CanonicalRequest,
    pub(super) timestamp: String,
    /// Of the string to sign.
    pub(super) scope: Scope,
    /// Of the derived key.
    pub(super) key_scope: Scope,
    pub(super) derivation: Derivation,
    pub(super) hashed: Hashed,
    /// Replaces the string to sign.
    pub(super) own_string_to_sign: Option<String>,
    pub(super) encoding: SignatureEncoding,
}

/// The parts of a canonical request.
#[derive(Clone)]
pub(super) struct CanonicalRequest {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) signed_headers: String,
    /// The empty line that separates the headers from their names.
    pub(super) empty_line: bool,
    pub(super) payload_hash: String,
    /// Replaces all of the above.
    pub(super) own: Option<String>,
    pub(super) ending: &'static str,
    pub(super) newline: &'static str,
}

/// A date and a service.
#[derive(Clone, PartialEq)]
pub(super) struct Scope {
    pub(super) date: String,
    pub(super) service: String,
}

impl Scope {
    pub(super) fn text(&self) -> String {
        format!("{}/{}/tc3_request", self.date, self.service)
    }
}

/// How the signing key is derived.
#[derive(Clone, Copy)]
pub(super) enum Derivation {
    Documented,
    WithoutPrefix,
    /// The hexadecimal form of each key is the key of the next step.
    HexKeys,
    /// `SecretDate` signs.
    OnlyDate,
    /// `SecretService` signs.
    WithoutTerminator,
    /// The service comes before the date.
    ServiceFirst,
    /// Key and message are swapped in each step.
    Swapped,
    /// The secret key signs.
    None,
}

/// What the last line of the string to sign is the hash of.
#[derive(Clone, Copy)]
pub(super) enum Hashed {
    Canonical,
    Payload,
    /// The canonical request itself instead of its hash.
    Nothing,
}

/// How the signature is written.
#[derive(Clone, Copy)]
pub(super) enum SignatureEncoding {
    Hex,
    UpperHex,
    Base64,
}

impl CanonicalRequest {
    pub(super) fn text(&self) -> String {
        if let Some(own) = &self.own {
            return own.clone();
        }
        let Self { method, path, query, signed_headers, payload_hash, .. } = self;
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let empty_line = if self.empty_line { "\n" } else { "" };
        let text = format!("{method}\n{path}\n{query}\n{headers}{empty_line}{signed_headers}\n{payload_hash}");
        text.replace('\n', self.newline) + self.ending
    }

    /// Sets the value of a signed header.
    pub(super) fn set(&mut self, name: &str, value: impl Into<String>) {
        if let Some((_, old)) = self.headers.iter_mut().find(|(known, _)| known == name) {
            *old = value.into();
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Tc3Client {
    pub(super) fn steps(&self, visibility: KeyVisibility) -> Steps {
        let canonical = self.canonical.text();
        let to_sign = self.string_to_sign(&canonical);
        let keys = self.keys();
        let signature = self.sign(&to_sign, &keys);
        let authorization = format!(
            "{ALGORITHM} Credential={}/{}, SignedHeaders={}, Signature={signature}",
            self.secret_id,
            self.scope.text(),
            self.canonical.signed_headers,
        );
        let values = Tc3Values {
            payload_hash: self.canonical.payload_hash.clone(),
            canonical,
            scope: self.scope.text(),
            to_sign,
            keys: keys.map(|key| hex(&key).into()),
            signature,
            authorization,
        };
        Steps::of_tc3(&values, visibility)
    }

    pub(super) fn signature(&self) -> String {
        self.sign(&self.string_to_sign(&self.canonical.text()), &self.keys())
    }

    fn sign(&self, to_sign: &str, keys: &[Vec<u8>; 3]) -> String {
        let [date, service, signing] = keys;
        let key = match self.derivation {
            Derivation::OnlyDate => date,
            Derivation::WithoutTerminator => service,
            _ => signing,
        };
        let mac = match self.derivation {
            Derivation::HexKeys => hmac_sha256(hex(key).as_bytes(), to_sign.as_bytes()),
            Derivation::None => hmac_sha256(self.secret_key.expose().as_bytes(), to_sign.as_bytes()),
            Derivation::Swapped => hmac_sha256(to_sign.as_bytes(), key),
            _ => hmac_sha256(key, to_sign.as_bytes()),
        };
        match self.encoding {
            SignatureEncoding::Hex => hex(&mac),
            SignatureEncoding::UpperHex => hex(&mac).to_ascii_uppercase(),
            SignatureEncoding::Base64 => base64(&mac),
        }
    }

    fn string_to_sign(&self, canonical: &str) -> String {
        if let Some(own) = &self.own_string_to_sign {
            return own.clone();
        }
        let last = match self.hashed {
            Hashed::Canonical => sha256_hex(canonical),
            Hashed::Payload => self.canonical.payload_hash.clone(),
            Hashed::Nothing => canonical.to_owned(),
        };
        format!("{ALGORITHM}\n{}\n{}\n{last}", self.timestamp, self.scope.text())
    }

    /// Returns `SecretDate`, `SecretService` and `SecretSigning`.
    fn keys(&self) -> [Vec<u8>; 3] {
        let Scope { date, service } = &self.key_scope;
        let key = self.secret_key.expose();
        let first = match self.derivation {
            Derivation::WithoutPrefix => key.to_owned(),
            _ => format!("TC3{key}"),
        };
        let step = |key: &[u8], message: &str| match self.derivation {
            Derivation::HexKeys => hmac_sha256(hex(key).as_bytes(), message.as_bytes()),
            Derivation::Swapped => hmac_sha256(message.as_bytes(), key),
            _ => hmac_sha256(key, message.as_bytes()),
        };
        let (one, two) = match self.derivation {
            Derivation::ServiceFirst => (service, date),
            _ => (date, service),
        };
        let of_date = match self.derivation {
            Derivation::Swapped => hmac_sha256(one.as_bytes(), first.as_bytes()),
            _ => hmac_sha256(first.as_bytes(), one.as_bytes()),
        };
        let of_service = step(&of_date, two);
        let of_request = step(&of_service, "tc3_request");
        [of_date, of_service, of_request]
    }
}
