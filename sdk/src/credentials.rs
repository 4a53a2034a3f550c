//! Keys, and where they come from.
//!
//! A provider answers with keys, with "not mine" (`Ok(None)`), or with an error. The default chain asks its providers
//! in turn and takes the first answer that is not "not mine".

mod chain;
mod environment;
mod secret;

use std::fmt;
use std::future::Future;
use std::pin::Pin;

pub use chain::Chain;
pub use environment::EnvironmentCredentials;
pub use secret::Secret;

/// A key pair, with the session token where the keys are temporary.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    secret_id: String,
    secret_key: Secret,
    token: Option<Secret>,
}

impl Credentials {
    /// A permanent key pair: `SecretId` and `SecretKey`, as the console shows them.
    pub fn new(secret_id: impl Into<String>, secret_key: impl Into<Secret>) -> Self {
        Credentials { secret_id: secret_id.into(), secret_key: secret_key.into(), token: None }
    }

    /// The same pair with the session token that belongs to temporary keys.
    #[must_use]
    pub fn with_token(self, token: impl Into<Secret>) -> Self {
        Credentials { token: Some(token.into()), ..self }
    }

    /// The key's id. Not a secret: it travels in every request.
    pub fn secret_id(&self) -> &str {
        &self.secret_id
    }

    /// The key that signs.
    pub fn secret_key(&self) -> &Secret {
        &self.secret_key
    }

    /// The session token of temporary keys.
    pub fn token(&self) -> Option<&Secret> {
        self.token.as_ref()
    }
}

/// Shows the id, never the key or the token.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("secret_id", &self.secret_id)
            .field("temporary", &self.token.is_some())
            .finish_non_exhaustive()
    }
}

/// What a provider's `provide` gives: keys, `None` for "not mine", or why it failed.
pub type ProvideFuture<'a> = Pin<Box<dyn Future<Output = Result<Option<Credentials>, CredentialsError>> + Send + 'a>>;

/// A source of keys.
pub trait ProvideCredentials: fmt::Debug + Send + Sync {
    /// The keys to use now, or `None` where this source is not set up at all.
    ///
    /// # Errors
    ///
    /// The source is set up, but broken: half of a pair, a file that cannot be read, a refused request.
    fn provide(&self) -> ProvideFuture<'_>;
}

/// The static provider: always the same keys.
impl ProvideCredentials for Credentials {
    fn provide(&self) -> ProvideFuture<'_> {
        let keys = self.clone();
        Box::pin(std::future::ready(Ok(Some(keys))))
    }
}

/// Why no keys could be had. Holds no part of any key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialsError(String);

impl CredentialsError {
    /// An error with a sentence that says what is wrong and how to mend it. It must hold no part of a key.
    pub fn new(message: impl Into<String>) -> Self {
        CredentialsError(message.into())
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CredentialsError {}
