//! A text that never shows.

use std::fmt;

use zeroize::Zeroizing;

/// A text that logs, errors and `Debug` must not show: a key, a token, a password. Erased from memory when dropped.
///
/// Requests and replies that are written through serde hold it in the clear: that is what is sent.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Keeps a text from being shown.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(Zeroizing::new(text.into()))
    }

    /// The text itself. Whoever calls this must not show it.
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

impl Secret {
    /// What is shown in a secret's place.
    pub(crate) const REDACTED: &str = "[redacted]";
}
