//! Credentials.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use super::value;
use crate::secret::Secret;

/// A key pair, with a session token and an expiry if it is temporary. Cheap to clone.
///
/// Ids, keys and tokens consist of visible ASCII characters. The sources of credentials remove what files and variables
/// add around them, such as a trailing line break. Values passed to these functions are used unchanged: if they are
/// empty or contain anything else, calls fail with [`ErrorKind::Config`](crate::ErrorKind::Config) before anything is
/// sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials(Arc<Parts>);

#[derive(Clone, PartialEq, Eq)]
struct Parts {
    secret_id: String,
    secret_key: Secret,
    token: Option<Secret>,
    expiry: Option<SystemTime>,
    /// The name of a value that is invalid, and the reason. It is determined once, since every attempt checks it.
    flaw: Option<(&'static str, &'static str)>,
}

impl Credentials {
    /// Creates a permanent key pair: `SecretId` and `SecretKey`, as the console shows them.
    pub fn new(secret_id: impl Into<String>, secret_key: impl Into<Secret>) -> Self {
        let (secret_id, secret_key) = (secret_id.into(), secret_key.into());
        let flaw_of = |name, value| value::flaw(value).map(|what| (name, what));
        let flaw = flaw_of("secret id", &secret_id).or_else(|| flaw_of("secret key", secret_key.expose()));
        Credentials(Arc::new(Parts { secret_id, secret_key, token: None, expiry: None, flaw }))
    }

    /// Returns the same key pair with the session token of temporary credentials. An empty token counts as none.
    #[must_use]
    pub fn with_token(self, token: impl Into<Secret>) -> Self {
        let parts = Arc::unwrap_or_clone(self.0);
        let token = Some(token.into()).filter(|token| !token.expose().is_empty());
        let flaw_of_token = || Some(("session token", value::flaw(token.as_ref()?.expose())?));
        let flaw = parts.flaw.or_else(flaw_of_token);
        Credentials(Arc::new(Parts { token, flaw, ..parts }))
    }

    /// Returns the same key pair with the time at which it expires.
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

    /// Returns the id of the key pair. It is not a secret: every request contains it.
    pub fn secret_id(&self) -> &str {
        &self.0.secret_id
    }

    /// Returns the key that signs requests.
    pub fn secret_key(&self) -> &Secret {
        &self.0.secret_key
    }

    /// Returns the session token of temporary credentials.
    pub fn token(&self) -> Option<&Secret> {
        self.0.token.as_ref()
    }

    /// Returns the parts of the credentials that must not be shown.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        std::iter::once(self.secret_key()).chain(self.token())
    }

    /// Returns what makes the credentials invalid for any account, if anything. It contains no part of the credentials.
    pub(crate) fn flaw(&self) -> Option<String> {
        let (name, what) = self.0.flaw?;
        Some(match what {
            value::EMPTY => format!("the {name} is empty; pass the one that the console shows to Credentials::new"),
            what => {
                format!("the {name} contains invalid characters: {what}; remove them before calling Credentials::new")
            }
        })
    }

    /// Returns when the credentials expire; `None` if they do not expire or their source does not report an expiry.
    pub fn expiry(&self) -> Option<SystemTime> {
        self.0.expiry
    }
}

/// Shows the id, but neither the key nor the token.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("secret_id", &self.0.secret_id)
            .field("temporary", &self.0.token.is_some())
            .field("expiry", &self.0.expiry)
            .finish_non_exhaustive()
    }
}
