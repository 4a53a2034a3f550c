//! The credentials that the emulator accepts.

use crate::secret::Secret;

/// The credentials with which requests must be signed.
#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    pub(crate) secret_id: String,
    pub(crate) secret_key: Secret,
    /// Set if the credentials are temporary: every request must contain it.
    pub(crate) token: Option<Secret>,
}
