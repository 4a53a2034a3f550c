//! Credentials, and the trait of what provides them. Public as part of [`credentials`](crate::credentials), which has the
//! providers.

mod cache;
mod error;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::SystemTime;

use crate::secret::Secret;

pub(crate) use cache::CredentialsCache;
pub use error::CredentialsError;

/// A key pair, with session token and expiry if it is temporary. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials(Arc<Parts>);

#[derive(Clone, PartialEq, Eq)]
struct Parts {
    secret_id: String,
    secret_key: Secret,
    token: Option<Secret>,
    expiry: Option<SystemTime>,
}

impl Credentials {
    /// A permanent key pair: `SecretId` and `SecretKey`, as the console shows them.
    pub fn new(secret_id: impl Into<String>, secret_key: impl Into<Secret>) -> Self {
        let (secret_id, secret_key) = (secret_id.into(), secret_key.into());
        Credentials(Arc::new(Parts { secret_id, secret_key, token: None, expiry: None }))
    }

    /// The same key pair with the session token of temporary credentials.
    #[must_use]
    pub fn with_token(self, token: impl Into<Secret>) -> Self {
        let parts = Arc::unwrap_or_clone(self.0);
        Credentials(Arc::new(Parts { token: Some(token.into()), ..parts }))
    }

    /// The same key pair with the time at which it expires.
    ///
    /// ```
    /// use std::time::{Duration, UNIX_EPOCH};
    /// use tencloud::credentials::Credentials;
    ///
    /// let expiry = UNIX_EPOCH + Duration::from_secs(1_543_914_376);
    /// let credentials = Credentials::new("an id", "a key").with_token("a token").with_expiry(expiry);
    /// assert_eq!(credentials.expiry(), Some(expiry));
    /// ```
    #[must_use]
    pub fn with_expiry(self, expiry: SystemTime) -> Self {
        let parts = Arc::unwrap_or_clone(self.0);
        Credentials(Arc::new(Parts { expiry: Some(expiry), ..parts }))
    }

    /// The id of the key pair. Not a secret: every request contains it.
    pub fn secret_id(&self) -> &str {
        &self.0.secret_id
    }

    /// The key that signs.
    pub fn secret_key(&self) -> &Secret {
        &self.0.secret_key
    }

    /// The session token of temporary credentials.
    pub fn token(&self) -> Option<&Secret> {
        self.0.token.as_ref()
    }

    /// When the credentials expire; `None` if they do not, or if their source does not say.
    pub fn expiry(&self) -> Option<SystemTime> {
        self.0.expiry
    }
}

/// Shows the id, never the key or the token.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("secret_id", &self.0.secret_id)
            .field("temporary", &self.0.token.is_some())
            .field("expiry", &self.0.expiry)
            .finish_non_exhaustive()
    }
}

/// What [`ProvideCredentials::provide`] returns: credentials, or why there are none.
pub type ProvideFuture<'a> = Pin<Box<dyn Future<Output = Result<Credentials, CredentialsError>> + Send + 'a>>;

/// A source of credentials.
///
/// ```
/// use tencloud::credentials::{Credentials, ProvideCredentials, ProvideFuture};
///
/// #[derive(Debug)]
/// struct Vault;
///
/// impl ProvideCredentials for Vault {
///     fn provide(&self) -> ProvideFuture<'_> {
///         Box::pin(async {
///             let (id, key) = ("an id", "a key"); // ask the vault
///             Ok(Credentials::new(id, key))
///         })
///     }
/// }
///
/// let config = tencloud::Config::builder().credentials(Vault);
/// ```
pub trait ProvideCredentials: fmt::Debug + Send + Sync {
    /// Obtains credentials. There is nothing to cache here: a [`Config`](crate::Config) asks rarely, and never twice at
    /// the same time. It gives up after 60 s.
    ///
    /// # Errors
    ///
    /// [`CredentialsError::not_set_up`] if this source is not set up at all, in which case a
    /// [`Chain`](crate::credentials::Chain) asks the next one; [`CredentialsError::new`] if it is set up but broken:
    /// half of a key pair, an unreadable file, a rejected request.
    fn provide(&self) -> ProvideFuture<'_>;
}

/// The static provider: always the same credentials.
impl ProvideCredentials for Credentials {
    fn provide(&self) -> ProvideFuture<'_> {
        let credentials = self.clone();
        Box::pin(std::future::ready(Ok(credentials)))
    }
}
