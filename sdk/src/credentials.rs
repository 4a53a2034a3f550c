//! Keys, and where they come from.
//!
//! A provider answers with keys, or with an error that says either "not set up here", upon which the default chain asks
//! the next one, or that the source is set up but broken, which ends the search.
//!
//! A [`Config`](crate::Config) keeps the keys of its provider for all of its clones and clients. Keys that end are
//! refreshed ahead of that, once however many calls are under way; where that fails, the keys that are still valid stay
//! in use and the refresh is tried again, less and less often. Keys that never end are looked up again every 15
//! minutes, so that changed files are noticed.
//!
//! | provider | source |
//! |---|---|
//! | [`Credentials`] | the keys themselves |
//! | [`EnvironmentCredentials`] | environment variables |
//! | [`ProfileCredentials`] | files of the SDKs and of the command line tool |
//! | [`CvmRoleCredentials`] | the role of the cloud server (CVM) that the program runs on |
//! | `TkeOidcCredentials` (feature `sts`) | the role of the container cluster's (TKE) pod that the program runs in |
//! | `AssumeRoleCredentials` (feature `sts`) | a role, taken on with other keys |
//! | `CommandCredentials` (feature `credentials-command`) | what a program prints |
//! | [`Chain`] | the first of several that is set up |

#[cfg(feature = "sts")]
mod assume_role;
mod cached;
mod chain;
#[cfg(feature = "credentials-command")]
mod command;
mod cvm_role;
mod environment;
mod ini;
mod json;
mod profile;
#[cfg(feature = "sts")]
mod tke_oidc;

/// What reads files and replies that hold keys, for the fuzz targets.
#[cfg(fuzzing)]
pub(crate) mod parsing {
    pub(crate) use super::cvm_role::{parse_keys, parse_role};
    pub(crate) use super::profile::{parse_ini, parse_tccli};
}

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::SystemTime;

#[cfg(feature = "sts")]
pub use assume_role::AssumeRoleCredentials;
pub(crate) use cached::Cached;
pub use chain::Chain;
#[cfg(feature = "credentials-command")]
pub use command::CommandCredentials;
pub use cvm_role::CvmRoleCredentials;
pub use environment::EnvironmentCredentials;
pub use profile::ProfileCredentials;
pub(crate) use profile::region_of_profile;
#[cfg(feature = "sts")]
pub use tke_oidc::TkeOidcCredentials;

use crate::environment::EnvironmentError;
use crate::secret::Secret;

/// A key pair, with the session token and the end of their life where the keys are temporary. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials(Arc<Keys>);

#[derive(Clone, PartialEq, Eq)]
struct Keys {
    secret_id: String,
    secret_key: Secret,
    token: Option<Secret>,
    expiry: Option<SystemTime>,
}

impl Credentials {
    /// A permanent key pair: `SecretId` and `SecretKey`, as the console shows them.
    pub fn new(secret_id: impl Into<String>, secret_key: impl Into<Secret>) -> Self {
        let (secret_id, secret_key) = (secret_id.into(), secret_key.into());
        Credentials(Arc::new(Keys { secret_id, secret_key, token: None, expiry: None }))
    }

    /// The same pair with the session token that belongs to temporary keys.
    #[must_use]
    pub fn with_token(self, token: impl Into<Secret>) -> Self {
        let keys = Arc::unwrap_or_clone(self.0);
        Credentials(Arc::new(Keys { token: Some(token.into()), ..keys }))
    }

    /// The same pair with the time from which on the service no longer accepts it.
    ///
    /// ```
    /// use std::time::{Duration, UNIX_EPOCH};
    /// use tencloud::credentials::Credentials;
    ///
    /// let expiry = UNIX_EPOCH + Duration::from_secs(1_543_914_376);
    /// let keys = Credentials::new("an id", "a key").with_token("a token").with_expiry(expiry);
    /// assert_eq!(keys.expiry(), Some(expiry));
    /// ```
    #[must_use]
    pub fn with_expiry(self, expiry: SystemTime) -> Self {
        let keys = Arc::unwrap_or_clone(self.0);
        Credentials(Arc::new(Keys { expiry: Some(expiry), ..keys }))
    }

    /// The key's id. Not a secret: it travels in every request.
    pub fn secret_id(&self) -> &str {
        &self.0.secret_id
    }

    /// The key that signs.
    pub fn secret_key(&self) -> &Secret {
        &self.0.secret_key
    }

    /// The session token of temporary keys.
    pub fn token(&self) -> Option<&Secret> {
        self.0.token.as_ref()
    }

    /// When the keys end; `None` where they do not, or where their source does not say.
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

/// What a provider's `provide` gives: keys, or why there are none.
pub type ProvideFuture<'a> = Pin<Box<dyn Future<Output = Result<Credentials, CredentialsError>> + Send + 'a>>;

/// A source of keys.
///
/// ```
/// use tencloud::credentials::{Credentials, CredentialsError, ProvideCredentials, ProvideFuture};
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
    /// The keys to use now. A [`Config`](crate::Config) asks rarely and never twice at a time, so there is nothing to
    /// keep here; it gives up on an answer after 60 s.
    ///
    /// # Errors
    ///
    /// [`CredentialsError::not_set_up`] where this source is not set up at all, upon which a [`Chain`] asks the next
    /// one; [`CredentialsError::new`] where it is, but broken: half of a pair, a file that cannot be read, a refused
    /// request.
    fn provide(&self) -> ProvideFuture<'_>;
}

/// The static provider: always the same keys.
impl ProvideCredentials for Credentials {
    fn provide(&self) -> ProvideFuture<'_> {
        let keys = self.clone();
        Box::pin(std::future::ready(Ok(keys)))
    }
}

/// Why no credentials could be obtained. Contains no secret.
#[derive(Clone, Debug)]
pub struct CredentialsError {
    message: Cow<'static, str>,
    set_up: bool,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl CredentialsError {
    /// A source that is broken: a sentence with what is wrong and how to fix it. It must not contain a secret.
    pub fn new(message: impl Into<String>) -> Self {
        CredentialsError { message: Cow::Owned(message.into()), set_up: true, source: None }
    }

    /// A source that is not set up here: which one, and what it lacks, such as `vault: VAULT_ADDR is not set`.
    pub fn not_set_up(message: impl Into<String>) -> Self {
        CredentialsError { set_up: false, ..Self::new(message) }
    }

    /// Adds the error that caused this one. Its `Display` and `Debug` must not contain a secret.
    #[must_use]
    pub fn with_source(self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        CredentialsError { source: Some(Arc::from(source.into())), ..self }
    }

    /// The same error in a few words, as the source of an error that contains the message already.
    pub(crate) fn summary(&self) -> Self {
        let message = if self.set_up { "a source of credentials failed" } else { "no source of credentials is set up" };
        CredentialsError { message: Cow::Borrowed(message), ..self.clone() }
    }

    /// Whether the source is set up, and so broken, rather than not there at all.
    pub fn is_set_up(&self) -> bool {
        self.set_up
    }
}

/// Compares messages, not sources.
impl PartialEq for CredentialsError {
    fn eq(&self, other: &Self) -> bool {
        (&self.message, self.set_up) == (&other.message, other.set_up)
    }
}

impl Eq for CredentialsError {}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CredentialsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl From<EnvironmentError> for CredentialsError {
    fn from(error: EnvironmentError) -> Self {
        CredentialsError::new(error.to_string())
    }
}
