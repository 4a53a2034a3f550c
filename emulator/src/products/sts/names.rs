//! The characters of names.

use super::reasons::Reason;
use crate::{params::Params, products::refusal::Refusal};

/// The symbols in names of sessions.
const SESSION_SYMBOLS: &str = "=,.@_-";

/// The symbols in external ids.
const EXTERNAL_ID_SYMBOLS: &str = "=,.@:/-";

/// Returns the name of a session, or of a federated user. Official clients send hyphens in the latter, which the
/// documentation does not allow.
pub(super) fn session<'a>(params: Params<'a>, parameter: &str, shortest: usize) -> Result<&'a str, Refusal> {
    let name = params.string(parameter);
    if (shortest..=128).contains(&name.len()) && consists_of(name, SESSION_SYMBOLS) {
        return Ok(name);
    }
    let message = format!("`{parameter}` must consist of {shortest} to 128 letters, digits and `{SESSION_SYMBOLS}`");
    Err(Reason::Parameter.because(message))
}

/// Checks an external id. Any is accepted: the roles have no trust policy that could require one.
pub(super) fn check_external_id(params: Params<'_>) -> Result<(), Refusal> {
    if consists_of(params.string("ExternalId"), EXTERNAL_ID_SYMBOLS) {
        return Ok(());
    }
    let message = format!("`ExternalId` must consist of letters, digits and `{EXTERNAL_ID_SYMBOLS}`");
    Err(Reason::Parameter.because(message))
}

/// Returns whether a text consists of letters, digits and these symbols.
pub(super) fn consists_of(text: &str, symbols: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || symbols.contains(c))
}
