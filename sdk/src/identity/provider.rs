//! The trait of credential providers.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use super::error::CredentialsError;
use super::key_pair::Credentials;

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
    /// Obtains credentials. Providers need not cache them: a [`Config`](crate::Config) asks rarely, and never more than
    /// once at the same time. It gives up after 60 s.
    ///
    /// # Errors
    ///
    /// [`CredentialsError::not_set_up`] if this source is not set up, in which case a
    /// [`Chain`](crate::credentials::Chain) asks the next one; [`CredentialsError::new`] if it is set up but broken,
    /// for example because of half a key pair, an unreadable file or a rejected request.
    fn provide(&self) -> ProvideFuture<'_>;
}

/// The static provider, which always returns the same credentials.
impl ProvideCredentials for Credentials {
    fn provide(&self) -> ProvideFuture<'_> {
        let credentials = self.clone();
        Box::pin(std::future::ready(Ok(credentials)))
    }
}
