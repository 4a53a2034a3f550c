//! Replaces TLS in a program that is built without it.

use super::error::ConnectFailure;
use super::io::Io;

const NO_TLS: &str = "https needs TLS; enable the feature tls-aws-lc-rs or tls-ring of tencloud, or set an HTTP client with \
                      Config::builder().http_client(…)";

/// Checks whether this program can call `https` at all; the error contains the fix.
pub(crate) fn check() -> Result<(), &'static str> {
    Err(NO_TLS)
}

/// Fails: there is no TLS.
#[expect(clippy::unused_async, reason = "with TLS, this waits")]
pub(super) async fn secure(_: impl Io + 'static, _: &str) -> Result<Box<dyn Io>, ConnectFailure> {
    Err(ConnectFailure::Unusable(NO_TLS.to_owned()))
}
