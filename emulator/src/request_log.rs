//! What the emulator reports about each request.

use std::{fmt, time::SystemTime};

/// The log entry of one request. It contains no credentials, no parameters and no body.
///
/// An observer ([`Builder::observer`](crate::Builder::observer)) receives it after the response is determined.
/// [`Display`](fmt::Display) writes it as one line, as the binary prints it: request id, region, action, outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestLog {
    /// When the request was handled, by the clock of the emulator.
    pub time: SystemTime,
    /// The region of the request; empty if the product is not regional. `None` if the product does not serve the region,
    /// or if the request was rejected earlier.
    pub region: Option<String>,
    /// The action of the request; for a download, `GET` and the path. `None` if there is no such action, or if the
    /// request was rejected earlier.
    pub action: Option<String>,
    /// The error code and the message of the response. `None` if the request succeeded.
    pub error: Option<(String, String)>,
    /// The [fault](crate::Fault) that was injected, in words, such as `cut after execution`. `None` if there was none.
    pub fault: Option<String>,
    /// The request id of the response.
    pub request_id: String,
}

impl RequestLog {
    pub(crate) const fn new(time: SystemTime, request_id: String) -> Self {
        Self { time, region: None, action: None, error: None, fault: None, request_id }
    }
}

impl fmt::Display for RequestLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_dash = |text: &Option<String>| text.as_deref().map_or_else(|| "-".into(), one_line);
        write!(f, "{} {:<16} {:<28} ", self.request_id, or_dash(&self.region), or_dash(&self.action))?;
        match &self.error {
            None => f.write_str("ok")?,
            Some((code, message)) => write!(f, "{code}: {}", one_line(message))?,
        }
        self.fault.as_ref().map_or(Ok(()), |fault| write!(f, " (injected fault: {fault})"))
    }
}

/// Truncates what contains text from a client, which could fill the memory: the latest logs are kept.
pub(crate) fn bounded(mut text: String) -> String {
    const MAX_BYTES: usize = 1000;
    if text.len() > MAX_BYTES {
        let end = (0..=MAX_BYTES).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
        text.truncate(end);
        text.push('…');
        text.shrink_to_fit();
    }
    text
}

/// Replaces control characters and truncates: text from a client must neither forge lines of the log nor flood it.
fn one_line(text: &str) -> String {
    const MAX_CHARS: usize = 300;
    text.chars().take(MAX_CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_clients_is_bounded() {
        for (text, expect) in [
            ("a".repeat(1000), "a".repeat(1000)),
            ("a".repeat(1001), "a".repeat(1000) + "…"),
            ("äöü".repeat(1000), "äöü".repeat(166) + "äö…"),
        ] {
            assert_eq!(bounded(text), expect);
        }
    }

    #[test]
    fn display_is_one_bounded_line() {
        let log = RequestLog {
            action: Some("GET /backups/a\nb".into()),
            error: Some(("UnknownParameter".into(), "x\r\n".repeat(1000))),
            ..RequestLog::new(SystemTime::UNIX_EPOCH, String::new())
        };
        let line = log.to_string();
        assert!(line.len() < 500 && !line.contains(char::is_control), "{line}");
    }
}
