//! Why no credentials could be obtained.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::environment::EnvironmentError;
use crate::printable;

/// The reason why no credentials could be obtained. It contains no secret. Control characters in its message are
/// escaped, since parts of the message may come from outside.
#[derive(Clone, Debug)]
pub struct CredentialsError {
    message: Cow<'static, str>,
    set_up: bool,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl CredentialsError {
    /// Creates the error of a source that is broken. The message is a sentence that contains what is wrong and how to
    /// fix it. It must not contain a secret.
    pub fn new(message: impl Into<String>) -> Self {
        CredentialsError {
            message: Cow::Owned(printable::escape(&message.into()).into_owned()),
            set_up: true,
            source: None,
        }
    }

    /// Creates the error of a source that is not set up. The message contains the source and what it lacks, such as
    /// `vault: VAULT_ADDR is not set`.
    pub fn not_set_up(message: impl Into<String>) -> Self {
        CredentialsError { set_up: false, ..Self::new(message) }
    }

    /// Adds the error that caused this one. Its `Display` and `Debug` output must not contain a secret.
    #[must_use]
    pub fn with_source(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        CredentialsError { source: Some(Arc::from(source.into())), ..self }
    }

    /// Returns whether the source is set up, and therefore broken, rather than absent.
    pub fn is_set_up(&self) -> bool {
        self.set_up
    }

    /// Returns a short form of the same error, as the source of an error that already contains the message.
    pub(crate) fn summary(&self) -> Self {
        let message = if self.set_up { "a credentials source failed" } else { "no credentials source is set up" };
        CredentialsError { message: Cow::Borrowed(message), ..self.clone() }
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for CredentialsError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// Compares messages, not sources.
impl PartialEq for CredentialsError {
    fn eq(&self, other: &Self) -> bool {
        (&self.message, self.set_up) == (&other.message, other.set_up)
    }
}

impl Eq for CredentialsError {}

impl From<EnvironmentError> for CredentialsError {
    fn from(error: EnvironmentError) -> Self {
        CredentialsError::new(error.to_string()).with_source(error)
    }
}
