//! What the emulator tells about each request that it has answered.

use std::fmt;

/// A request that has been answered: one line of the log. It carries no key, no parameter and no body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Served {
    /// The region of the request, where it named one that the spec knows.
    pub region: Option<String>,
    /// The action, where the request named one that the spec knows; `GET` and the path where a link was followed.
    pub action: Option<String>,
    /// The error code and the message, where the answer was no.
    pub error: Option<(String, String)>,
    /// The id under which the reply went out.
    pub request_id: String,
}

impl fmt::Display for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &Option<String>| text.as_deref().map_or_else(|| "-".into(), one_line);
        write!(f, "{} {:<16} {:<28} ", self.request_id, shown(&self.region), shown(&self.action))?;
        match &self.error {
            None => f.write_str("ok"),
            Some((code, message)) => write!(f, "{code}: {}", one_line(message)),
        }
    }
}

/// What comes from a client must not break the log's lines.
fn one_line(text: &str) -> String {
    const LENGTH: usize = 300;
    text.chars().take(LENGTH).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_one_line() {
        let served = Served {
            action: Some("GET /backups/a\nb".into()),
            error: Some(("UnknownParameter".into(), "x\r\n".repeat(1000))),
            ..Served::default()
        };
        let line = served.to_string();
        assert!(line.len() < 500 && !line.contains(char::is_control), "{line}");
    }
}
