//! Who calls: one file for each way to sign a request.

mod tc3;
mod v1;

use std::time::Duration;

use crate::{error::ApiError, http::Incoming, secret::Secret, time::Time};

/// The key pair whose signatures are accepted.
#[derive(Clone, Debug)]
pub(crate) struct KeyPair {
    pub(crate) id: String,
    pub(crate) key: Secret,
    /// Set where the pair is temporary: every request must then show it.
    pub(crate) token: Option<Secret>,
}

/// A request whose signature fits.
pub(crate) enum Authentic {
    /// Signed by TC3, for a service.
    Tc3(String),
    /// Signed by version 1, for whatever service has the action; the request as a `GET` by TC3 would put it.
    V1(Incoming),
}

/// Checks the signature of a request.
pub(crate) fn authenticate(request: &Incoming, keys: &KeyPair, now: Time) -> Result<Authentic, ApiError> {
    if let Some(plain) = v1::translate(request, keys, now)? {
        check_token(&plain, keys)?;
        return Ok(Authentic::V1(plain));
    }
    let service = tc3::verify(request, keys, now)?;
    check_token(request, keys)?;
    Ok(Authentic::Tc3(service))
}

/// Only after the signature: who cannot sign learns nothing about the token.
fn check_token(request: &Incoming, keys: &KeyPair) -> Result<(), ApiError> {
    match (&keys.token, request.header("x-tc-token").filter(|token| !token.is_empty())) {
        (None, None) => Ok(()),
        (Some(token), Some(sent)) if token.matches(sent) => Ok(()),
        (Some(_), None) => Err(token_failure("the key pair is temporary: send its token in `X-TC-Token`")),
        (Some(_), Some(_)) => Err(token_failure("`X-TC-Token` is not the token of this key pair")),
        (None, Some(_)) => Err(token_failure("the key pair has no token: send no `X-TC-Token`")),
    }
}

/// How far a request's time may be from the server's.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

fn expired(name: &str, seconds: u64, now: Time) -> ApiError {
    ApiError::new(
        "AuthFailure.SignatureExpire",
        format!("`{name}` is {seconds}, the server's time is {}: set the client's clock", now.seconds()),
    )
}

fn unknown_id() -> ApiError {
    ApiError::new(
        "AuthFailure.SecretIdNotFound",
        "no key has this secret id: the emulator knows only the one that it was started with",
    )
}

fn token_failure(message: &str) -> ApiError {
    ApiError::new("AuthFailure.TokenFailure", message)
}
