//! The time.

use std::time::{SystemTime, UNIX_EPOCH};

/// Returns the time in Unix seconds.
#[expect(clippy::disallowed_methods, reason = "the only place where the explorer reads the system's clock")]
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
