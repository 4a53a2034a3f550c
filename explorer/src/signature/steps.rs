//! The intermediate values of a signature.

use std::fmt;

use tencloud::{
    Secret,
    signing::{tc3, v1},
};

use crate::digest::{hex, sha256_hex};

/// Whether what is made with a secret key may be shown: derived keys and signatures. Whoever has `SecretSigning` can sign
/// requests for the rest of the day, and whoever has a signature can send the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyVisibility {
    /// For keys that protect nothing: those of an emulator, and those of the documentation.
    Shown,
    /// For all other keys.
    Masked,
}

/// A step of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepName {
    /// The hash of the body.
    PayloadHash,
    /// What is signed of the request.
    CanonicalRequest,
    /// The hash of the canonical request.
    CanonicalRequestHash,
    /// Date, service and `tc3_request`.
    CredentialScope,
    /// Signature v1: the sorted parameters, one a line.
    SortedParameters,
    /// What the signature is computed from.
    StringToSign,
    /// The key of the date.
    SecretDate,
    /// The key of the date and service.
    SecretService,
    /// The key that signs.
    SecretSigning,
    /// The signature.
    Signature,
    /// The `Authorization` header.
    Authorization,
}

impl StepName {
    /// Returns the heading of the step.
    pub fn label(self) -> &'static str {
        match self {
            Self::PayloadHash => "Hash of the body",
            Self::CanonicalRequest => "Canonical request",
            Self::CanonicalRequestHash => "Hash of the canonical request",
            Self::CredentialScope => "Credential scope",
            Self::SortedParameters => "Sorted parameters",
            Self::StringToSign => "String to sign",
            Self::SecretDate => "SecretDate",
            Self::SecretService => "SecretService",
            Self::SecretSigning => "SecretSigning",
            Self::Signature => "Signature",
            Self::Authorization => "Authorization header",
        }
    }

    /// Returns how the value of the step is computed.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::PayloadHash => "SHA-256 of the body exactly as it is sent, in lower-case hexadecimal",
            Self::CanonicalRequest => {
                "method, path, query, signed headers, their names, and the hash of the body, one a line"
            }
            Self::CanonicalRequestHash => "SHA-256 of the canonical request, in lower-case hexadecimal",
            Self::CredentialScope => "UTC date of X-TC-Timestamp, service, and tc3_request",
            Self::SortedParameters => "all parameters except Signature, not encoded, in ASCII order of their names",
            Self::StringToSign => {
                "TC3: algorithm, timestamp, credential scope, hash of the canonical request, one a line; \
                 v1: method, host, path and sorted parameters"
            }
            Self::SecretDate => "HMAC-SHA256 of the date, with the key \"TC3\" + SecretKey",
            Self::SecretService => "HMAC-SHA256 of the service, with the bytes of SecretDate as the key",
            Self::SecretSigning => "HMAC-SHA256 of tc3_request, with the bytes of SecretService as the key",
            Self::Signature => {
                "TC3: HMAC-SHA256 of the string to sign with SecretSigning, in lower-case hexadecimal; \
                 v1: HMAC of the string to sign with SecretKey, in Base64"
            }
            Self::Authorization => "algorithm, credential, names of the signed headers, and signature",
        }
    }
}

/// The value of a step. `Debug` shows none, since queries can contain passwords.
#[derive(Clone)]
pub enum Value {
    /// A value that is made without the secret key, or that was pasted.
    Text(String),
    /// A derived key or a signature.
    Keyed(Keyed),
}

impl Value {
    /// Returns the value, or `None` if it may not be shown.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Keyed(value) => (value.visibility == KeyVisibility::Shown).then(|| value.text.expose()),
        }
    }

    /// Returns whether two values are the same, even if they may not be shown.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }

    fn expose(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Keyed(value) => value.text.expose(),
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text",
            Self::Keyed(_) => "Keyed",
        })
    }
}

/// A value that is made with a secret key.
#[derive(Clone)]
pub struct Keyed {
    text: Secret,
    visibility: KeyVisibility,
}

/// A step and its value.
#[derive(Clone, Debug)]
pub struct Step {
    /// Which step.
    pub name: StepName,
    /// Its value.
    pub value: Value,
}

impl Step {
    fn keyed(name: StepName, text: Secret, visibility: KeyVisibility) -> Self {
        Self { name, value: Value::Keyed(Keyed { text, visibility }) }
    }
}

/// All intermediate values of a signature, in the order in which they are computed.
#[derive(Clone, Debug)]
pub struct Steps(Vec<Step>);

impl Steps {
    /// Signs a request with TC3-HMAC-SHA256.
    pub fn tc3(
        request: &tc3::Request<'_>,
        (secret_id, secret_key): (&str, &Secret),
        timestamp: u64,
        service: &str,
        visibility: KeyVisibility,
    ) -> Self {
        let key = tc3::SigningKey::derive(secret_key.expose(), timestamp, service);
        let canonical = request.canonical();
        let to_sign = key.string_to_sign(&canonical, timestamp);
        Self::of_tc3(
            &Tc3Values {
                signature: key.sign(&to_sign),
                authorization: key.authorization(secret_id, request, timestamp),
                payload_hash: sha256_hex(request.body),
                scope: scope(timestamp, service),
                keys: tc3::SigningKey::derivation(secret_key.expose(), timestamp, service).map(|key| hex(&*key).into()),
                canonical,
                to_sign,
            },
            visibility,
        )
    }

    /// Signs a request with HmacSHA1 or HmacSHA256, signature version 1.
    pub fn v1(
        request: &v1::Request<'_>,
        algorithm: v1::Algorithm,
        secret_key: &Secret,
        visibility: KeyVisibility,
    ) -> Self {
        let mut sorted = request.parameters.to_vec();
        sorted.sort_unstable();
        Self::of_v1(&sorted, request.string_to_sign(), request.sign(algorithm, secret_key.expose()), visibility)
    }

    pub(super) fn of_tc3(values: &Tc3Values, visibility: KeyVisibility) -> Self {
        let text = |name, value: &str| Step { name, value: Value::Text(value.to_owned()) };
        let [date, service, signing] = &values.keys;
        let key = |name, key: &Secret| Step::keyed(name, key.clone(), visibility);
        Self(vec![
            text(StepName::PayloadHash, &values.payload_hash),
            text(StepName::CanonicalRequest, &values.canonical),
            text(StepName::CanonicalRequestHash, &sha256_hex(&values.canonical)),
            text(StepName::CredentialScope, &values.scope),
            text(StepName::StringToSign, &values.to_sign),
            key(StepName::SecretDate, date),
            key(StepName::SecretService, service),
            key(StepName::SecretSigning, signing),
            Step::keyed(StepName::Signature, values.signature.as_str().into(), visibility),
            Step::keyed(StepName::Authorization, values.authorization.as_str().into(), visibility),
        ])
    }

    pub(super) fn of_v1<N: AsRef<str>>(
        sorted: &[(N, N)],
        to_sign: String,
        signature: String,
        visibility: KeyVisibility,
    ) -> Self {
        let lines: Vec<_> =
            sorted.iter().map(|(name, value)| format!("{}={}", name.as_ref(), value.as_ref())).collect();
        let text = |name, value| Step { name, value: Value::Text(value) };
        Self(vec![
            text(StepName::SortedParameters, lines.join("\n")),
            text(StepName::StringToSign, to_sign),
            Step::keyed(StepName::Signature, signature.into(), visibility),
        ])
    }

    /// Returns the steps before the first one that needs the secret key.
    pub(super) fn without_key(self) -> Self {
        let needs_key = [StepName::SecretDate, StepName::Signature];
        Self(self.0.into_iter().take_while(|step| !needs_key.contains(&step.name)).collect())
    }

    /// Returns the steps in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Step> {
        self.0.iter()
    }

    /// Returns the value of a step.
    pub fn get(&self, name: StepName) -> Option<&Value> {
        self.iter().find(|step| step.name == name).map(|step| &step.value)
    }
}

impl IntoIterator for Steps {
    type Item = Step;
    type IntoIter = std::vec::IntoIter<Step>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The values of a TC3 signature, right or wrong.
pub(super) struct Tc3Values {
    pub(super) payload_hash: String,
    pub(super) canonical: String,
    pub(super) scope: String,
    pub(super) to_sign: String,
    pub(super) keys: [Secret; 3],
    pub(super) signature: String,
    pub(super) authorization: String,
}

/// Returns the credential scope, such as `2019-02-25/cvm/tc3_request`: the third line of the SDK's string to sign.
fn scope(timestamp: u64, service: &str) -> String {
    let to_sign = tc3::SigningKey::derive("", timestamp, service).string_to_sign("", timestamp);
    to_sign.split('\n').nth(2).unwrap_or_default().to_owned()
}

/// Returns the UTC date of a time (Unix seconds), such as `2019-02-25`.
pub(super) fn utc_date(timestamp: u64) -> String {
    scope(timestamp, "").split('/').next().unwrap_or_default().to_owned()
}
