//! Authentication: one module for each signature method.

mod credentials;
mod errors;
mod tc3;
mod v1;

pub(crate) use credentials::Credentials;

use crate::{error::ApiError, request::HttpRequest, time::Time};

/// A request whose signature has been verified.
pub(crate) enum Authenticated {
    /// Signed with TC3-HMAC-SHA256, for this service.
    Tc3(String),
    /// Signed with signature v1, which names no service. Contains the request as the equivalent `GET` request of TC3.
    V1(HttpRequest),
}

/// Verifies the signature of a request.
pub(crate) fn authenticate(
    request: &HttpRequest,
    credentials: &Credentials,
    now: Time,
) -> Result<Authenticated, ApiError> {
    if let Some(request) = v1::translate(request, credentials, now)? {
        check_token(&request, credentials)?;
        return Ok(Authenticated::V1(request));
    }
    let service = tc3::verify(request, credentials, now)?;
    check_token(request, credentials)?;
    Ok(Authenticated::Tc3(service))
}

/// Called only after the signature has been verified: without the secret key, a client learns nothing about the token.
fn check_token(request: &HttpRequest, credentials: &Credentials) -> Result<(), ApiError> {
    let failure = |message: &str| Err(ApiError::new("AuthFailure.TokenFailure", message));
    match (&credentials.token, request.header("x-tc-token").filter(|token| !token.is_empty())) {
        (None, None) => Ok(()),
        (Some(token), Some(sent)) if token.matches(sent) => Ok(()),
        (Some(_), None) => failure("the credentials are temporary: send their token in `X-TC-Token`"),
        (Some(_), Some(_)) => failure("`X-TC-Token` is not the token of these credentials"),
        (None, Some(_)) => failure("the credentials have no token: do not send `X-TC-Token`"),
    }
}
