//! Passwords of instances and their accounts.

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use crate::digest::sha256_hex;

/// A password as Redis stores those of its ACL users: only its SHA-256 digest, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Password(String);

/// The rules that an instance enforces on its passwords, in addition to those of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PasswordPolicy {
    /// Whether the rules are enforced.
    pub(crate) enabled: bool,
    pub(crate) min_letters: i64,
    pub(crate) min_digits: i64,
    pub(crate) min_symbols: i64,
    pub(crate) min_length: i64,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self { enabled: false, min_letters: 1, min_digits: 1, min_symbols: 1, min_length: 8 }
    }
}

impl Password {
    pub(crate) fn new(text: &str) -> Self {
        Self(sha256_hex(text.as_bytes()))
    }

    /// Returns the SHA-256 digest, in hexadecimal.
    #[cfg(feature = "data-plane")]
    pub(crate) fn digest(&self) -> &str {
        &self.0
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        self.0.as_bytes().ct_eq(Self::new(text).0.as_bytes()).into()
    }
}
