//! Time: the only code that reads the wall clock, and arithmetic on instants and durations.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

/// Returns the Unix time of this machine's clock, in seconds.
#[expect(clippy::disallowed_methods, reason = "the only place that may read the clock")]
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// Returns the whole seconds since the Unix epoch; zero for earlier times.
pub(crate) fn unix_seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// Returns the service's time, which is `skew` seconds ahead of this machine's clock.
#[expect(clippy::disallowed_methods, reason = "the only place that may read the clock")]
pub(crate) fn service_time(skew: i64) -> SystemTime {
    let (now, difference) = (SystemTime::now(), Duration::from_secs(skew.unsigned_abs()));
    if skew < 0 { now.checked_sub(difference) } else { now.checked_add(difference) }.unwrap_or(now)
}

/// Parses an HTTP date, such as `Sun, 06 Nov 1994 08:49:37 GMT`, into Unix seconds.
pub(crate) fn parse_http_date(text: &str) -> Option<i64> {
    let since = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

/// Returns the instant after a duration, or a far future one if the duration is too long to add.
pub(crate) fn after(start: Instant, duration: Duration) -> Instant {
    const YEARS: Duration = Duration::from_secs(30 * 365 * 86_400);
    start.checked_add(duration.min(YEARS)).unwrap_or(start)
}

/// Returns whole milliseconds, for events and spans.
pub(crate) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
