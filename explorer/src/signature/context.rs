//! What is known besides the pasted request.

use tencloud::Secret;

use crate::signature::steps::KeyVisibility;

/// Credentials that the service knows. `Debug` redacts the key.
#[derive(Clone, Debug)]
pub struct KnownKey {
    /// The public half.
    pub secret_id: String,
    /// The secret half.
    pub secret_key: Secret,
    /// Whether the keys derived from it may be shown.
    pub visibility: KeyVisibility,
}

impl KnownKey {
    /// Stands for the key of a request whose key is not known. Nothing is computed from it that is shown.
    pub(super) fn unknown() -> Self {
        Self { secret_id: String::new(), secret_key: Secret::new(""), visibility: KeyVisibility::Masked }
    }
}

/// What the service knows when a request arrives.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The credentials that exist.
    pub keys: &'a [KnownKey],
    /// The time, in Unix seconds.
    pub now: u64,
    /// The endpoints of the service, the usual one first. Any host is accepted if there is none. One with a port is that
    /// of an emulator.
    pub hosts: &'a [String],
    /// The service of the credential scope. If it is unknown, the first label of the host.
    pub service: Option<&'a str>,
}

/// What the program that signed the request computed, if its author pastes it, too. Lines end with `\n`; a form of a
/// browser sends `\r\n` instead, which is to be replaced before.
#[derive(Clone, Copy, Default)]
pub struct OwnValues<'a> {
    /// The canonical request.
    pub canonical_request: Option<&'a str>,
    /// The string to sign.
    pub string_to_sign: Option<&'a str>,
}

impl OwnValues<'_> {
    pub(super) fn are_given(&self) -> bool {
        self.canonical_request.is_some() || self.string_to_sign.is_some()
    }
}
