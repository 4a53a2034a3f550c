//! Passwords of instances and their accounts.

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use crate::digest::sha256_hex;

/// A password as Redis stores those of its ACL users: only its SHA-256 digest, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Password(String);

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
