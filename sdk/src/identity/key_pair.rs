//! Credentials.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use crate::secret::Secret;

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

    /// What must not be shown of the credentials.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        std::iter::once(self.secret_key()).chain(self.token())
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
