//! How long a server asks clients to wait: the header `Retry-After`.

use std::time::Duration;

use hyper::header::{DATE, HeaderMap, RETRY_AFTER};

use crate::clock;

/// No server means a longer time. Longer values are reduced to this, so that they can be added to any instant.
const MAX: Duration = Duration::from_secs(365 * 86_400);

/// Returns how long the server asks to wait, or `None` if it does not ask, or does so in an invalid form.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let seconds = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit also mean a long time.
        value.parse().unwrap_or(u64::MAX)
    } else {
        // Relative to the server's own clock, if it sends its time, since this machine's may be wrong.
        let now = headers.get(DATE).and_then(|date| clock::parse_http_date(date.to_str().ok()?));
        let wait = clock::parse_http_date(value)?.saturating_sub(now.unwrap_or_else(clock::now));
        u64::try_from(wait).unwrap_or(0)
    };
    Some(Duration::from_secs(seconds).min(MAX))
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    #[test]
    fn both_forms_are_read_and_garbage_is_not() {
        const NOON: &str = "Sun, 06 Nov 1994 12:00:00 GMT";
        for (value, expected) in [
            ("0", Some(0)),
            ("7", Some(7)),
            (" 120 ", Some(120)),
            ("99999999999999999999999999", Some(MAX.as_secs())),
            ("Sun, 06 Nov 1994 12:00:30 GMT", Some(30)),
            ("Sunday, 06-Nov-94 12:01:00 GMT", Some(60)),
            ("Sun Nov  6 12:00:01 1994", Some(1)),
            (NOON, Some(0)),
            ("Sun, 06 Nov 1994 11:00:00 GMT", Some(0)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(MAX.as_secs())),
            ("", None),
            ("-5", None),
            ("+5", None),
            ("1.5", None),
            ("5s", None),
            ("soon", None),
            ("5, 6", None),
            ("\u{666}", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(DATE, HeaderValue::from_static(NOON));
            headers.insert(RETRY_AFTER, HeaderValue::from_str(value).unwrap());
            assert_eq!(retry_after(&headers), expected.map(Duration::from_secs), "{value:?}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static(NOON));
        assert_eq!(retry_after(&headers), Some(Duration::ZERO), "without the server's time, by this machine's");
    }
}
