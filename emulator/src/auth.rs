//! Who calls: one file for each way to sign a request.

mod tc3;

use crate::{error::ApiError, http::Incoming, secret::Secret, time::Time};

/// The key pair whose signatures are accepted.
#[derive(Clone, Debug)]
pub(crate) struct KeyPair {
    pub(crate) id: String,
    pub(crate) key: Secret,
    /// Set where the pair is temporary: every request must then show it.
    pub(crate) token: Option<Secret>,
}

/// Checks the signature of a request. Gives the service that it was signed for.
pub(crate) fn authenticate(request: &Incoming, keys: &KeyPair, now: Time) -> Result<String, ApiError> {
    let service = tc3::verify(request, keys, now)?;
    // Only after the signature: who cannot sign learns nothing about the token.
    match (&keys.token, request.header("x-tc-token").filter(|token| !token.is_empty())) {
        (None, None) => Ok(service),
        (Some(token), Some(sent)) if token.matches(sent) => Ok(service),
        (Some(_), None) => Err(token_failure("the key pair is temporary: send its token in `X-TC-Token`")),
        (Some(_), Some(_)) => Err(token_failure("`X-TC-Token` is not the token of this key pair")),
        (None, Some(_)) => Err(token_failure("the key pair has no token: send no `X-TC-Token`")),
    }
}

fn token_failure(message: &str) -> ApiError {
    ApiError::new("AuthFailure.TokenFailure", message)
}
