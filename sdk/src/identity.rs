//! Credentials, and the trait of their providers. Both are public as part of [`credentials`](crate::credentials), which
//! contains the providers.

mod cache;
mod error;
mod key_pair;
mod provider;
mod value;

pub(crate) use cache::CredentialsCache;
pub use error::CredentialsError;
pub use key_pair::Credentials;
pub use provider::{ProvideCredentials, ProvideFuture};
pub(crate) use value::read;
#[cfg(any(feature = "credentials-cvm", feature = "credentials-profile", feature = "sts"))]
pub(crate) use value::trimmed;
