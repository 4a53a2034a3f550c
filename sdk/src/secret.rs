//! A string that is never shown.

use std::fmt;

use zeroize::Zeroizing;

/// A string that logs, errors and `Debug` must not show: a key, a token, a password. It is erased from memory when
/// dropped.
///
/// Requests and responses that are serialized with serde contain it in clear text, since that is what is sent.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// What is shown in place of a secret.
    pub(crate) const REDACTED: &str = "[redacted]";

    /// Creates a secret from a string.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(Zeroizing::new(text.into()))
    }

    /// Returns the string itself, which the caller must not show.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for Secret {
    fn from(text: T) -> Self {
        Secret::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::REDACTED)
    }
}
