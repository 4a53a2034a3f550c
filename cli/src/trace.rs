//! `--verbose`: what each attempt was sent to, and how it ended.

use std::io::Write as _;

use tencloud::observe::{Attempt, AttemptEnd, Observe};

/// Writes a line to stderr for each attempt.
#[derive(Debug)]
pub(crate) struct Trace;

impl Observe for Trace {
    fn after_attempt(&self, attempt: &Attempt<'_>, end: &AttemptEnd<'_>) {
        let Attempt { action, host, number, bytes_sent, .. } = attempt;
        let status = end.status.map_or_else(|| "no response".to_owned(), |status| format!("status {status}"));
        let time = end.duration.as_millis();
        let mut line = format!("{action}, attempt {number}: {bytes_sent} bytes to {host}; {status} after {time} ms");
        if let Some(id) = end.request_id {
            line.push_str(&format!(", request id {id}"));
        }
        if let Some(code) = end.error.and_then(|error| error.code()) {
            line.push_str(&format!(", {code}"));
        }
        // There is nowhere left to report that stderr is closed.
        let _ = writeln!(anstream::stderr(), "{line}");
    }
}
