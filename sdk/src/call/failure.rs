//! A failed attempt: its error, and what it says about trying again.

use crate::error::{Details, Error, ErrorKind};
use crate::retry::Verdict;
use crate::transport::SendError;

/// A failed attempt: what the caller would be told, and whether it is worth another attempt.
pub(super) struct Failure {
    pub(super) error: Error,
    pub(super) verdict: Verdict,
}

impl Failure {
    pub(super) fn new(kind: ErrorKind, verdict: Verdict, message: impl Into<String>) -> Self {
        Failure { error: Error::new(None, Details::new(kind, message)), verdict }
    }

    pub(super) fn of_transport(error: SendError) -> Self {
        let (kind, verdict, message, source) = match error {
            SendError::NotSent(source) => (ErrorKind::Connect, Verdict::NotDone, "no connection could be made", source),
            SendError::Broken(source) => {
                (ErrorKind::Interrupted, Verdict::Open, "the connection broke before the reply was complete", source)
            }
            SendError::Cut { error, status, start } => {
                let mut failure = Failure::of_transport(SendError::Broken(error));
                failure.error.set_reply(status, &start);
                return failure;
            }
            SendError::TooLarge { status, start } => {
                let mut failure =
                    Failure::new(ErrorKind::Response, Verdict::Spent, "the reply is larger than any of the API's");
                failure.error.set_reply(status, &start);
                return failure;
            }
        };
        let cause = innermost(&source);
        let mut failure = Failure::new(kind, verdict, format!("{message}: {cause}"));
        failure.error.details().source = Some(Box::new(source));
        failure
    }
}

/// The deepest cause of an error, which is the one that tells something.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

/// How much of an unreadable body is searched for secrets.
const SEARCHED: usize = 64 * 1024;

impl Error {
    pub(super) fn set_reply(&mut self, status: u16, body: &[u8]) {
        // Cut for good only when secrets are out of it, since one may lie across the cut.
        let start = body.get(..SEARCHED).unwrap_or(body);
        let details = self.details();
        details.status = Some(status);
        details.body_start = Some(String::from_utf8_lossy(start).into_owned());
    }
}
