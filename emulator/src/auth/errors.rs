//! The errors that both signature methods share.

use std::time::Duration;

use crate::{clock::Reading, error::ApiError, time::Time};

/// How far the timestamp of a request may be from the server's time.
const MAX_CLOCK_SKEW: Duration = Duration::from_secs(5 * 60);

/// Checks the timestamp of a request, in seconds. `name` is the header or parameter that contains it.
///
/// If a test has stopped or advanced the clock, the time without that is right, too: few clients could follow.
pub(super) fn check_timestamp(name: &str, seconds: u64, now: Reading) -> Result<(), ApiError> {
    let Reading { shown, source } = now;
    if [shown, source].iter().any(|time| Time::from_seconds(seconds).abs_diff(*time) <= MAX_CLOCK_SKEW) {
        return Ok(());
    }
    let message =
        format!("`{name}` is {seconds}, but the server's time is {}: check the client's clock", shown.seconds());
    Err(ApiError::new("AuthFailure.SignatureExpire", message))
}
