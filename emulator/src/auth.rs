//! Authentication: the credentials that exist, and one module for each signature method.

mod account;
mod caller;
mod errors;
mod keys;
mod tc3;
mod temporary;
mod v1;

pub use account::Account;
pub(crate) use account::{AccountId, KeyPair};
pub(crate) use caller::{Caller, Identity};
pub(crate) use keys::KeyRing;

use crate::{clock::Reading, error::ApiError, request::HttpRequest};

/// The `Authorization` of a request that is not signed.
const UNSIGNED: &str = "SKIP";

/// A request whose signature has been verified, or that has none.
pub(crate) enum Authenticated {
    /// Signed with TC3-HMAC-SHA256, for this service.
    Tc3 { service: String, caller: Caller },
    /// Signed with signature v1, which names no service. Contains the request as the equivalent `GET` request of TC3.
    V1 { request: HttpRequest, caller: Caller },
    /// Not signed, on purpose. Few actions allow this.
    Unsigned,
}

/// Verifies the signature of a request, and then the token.
pub(crate) fn authenticate(request: &HttpRequest, keys: &KeyRing, now: Reading) -> Result<Authenticated, ApiError> {
    if request.header("authorization") == Some(UNSIGNED) {
        return Ok(Authenticated::Unsigned);
    }
    if let Some((request, key)) = v1::translate(request, keys, now)? {
        let caller = keys.caller(&key, token(&request), now.shown)?;
        return Ok(Authenticated::V1 { request, caller });
    }
    let (service, key) = tc3::verify(request, keys, now)?;
    let caller = keys.caller(&key, token(request), now.shown)?;
    Ok(Authenticated::Tc3 { service, caller })
}

fn token(request: &HttpRequest) -> Option<&str> {
    request.header("x-tc-token").filter(|token| !token.is_empty())
}

/// Returns the error of a request that is not signed although its action requires it.
pub(crate) fn unsigned() -> ApiError {
    let message =
        format!("invalid `Authorization` header: `{UNSIGNED}` is allowed only for actions that need no credentials");
    ApiError::new("AuthFailure.InvalidAuthorization", message)
}
