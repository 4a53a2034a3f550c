//! A failed attempt: its error, and what it says about trying again.

use crate::action::Effect;
use crate::error::{Details, Error, ErrorKind};
use crate::retry::RetryClass;
use crate::transport::SendError;

/// A failed attempt: what the caller would be told, and whether it is worth another attempt.
pub(super) struct Failure {
    pub(super) error: Error,
    pub(super) class: RetryClass,
}

impl Failure {
    pub(super) fn new(kind: ErrorKind, class: RetryClass, message: impl Into<String>) -> Self {
        Failure { error: Error::new(None, Details::new(kind, message)), class }
    }

    /// Tells the error which attempt it ended, and whether that may have changed something.
    pub(super) fn finish(&mut self, attempt: u32, effect: Effect) {
        let lost = matches!(self.class, RetryClass::OutcomeUnknown | RetryClass::OutcomeUnknownPermanent);
        let details = self.error.details();
        details.attempts = attempt;
        details.may_have_acted = lost && effect == Effect::Write;
    }

    pub(super) fn of_transport(error: SendError, host: &str) -> Self {
        let broken = |error| {
            let cause = innermost(&error);
            let message = format!("the connection to {host} broke before the reply was complete: {cause}");
            Failure::new(ErrorKind::ConnectionLost, RetryClass::OutcomeUnknown, message)
        };
        match error {
            SendError::NotSent(error) => {
                let cause = innermost(&error);
                let message = format!(
                    "no connection to {host} could be made: {cause}; check the network, the proxy and the endpoint URL"
                );
                Failure::new(ErrorKind::Connect, RetryClass::NotExecuted, message)
            }
            // Who is not trusted now will not be at the next attempt.
            SendError::Untrusted(error) => {
                let cause = innermost(&error);
                let message = format!("the certificate of {host} is not trusted: {cause}");
                Failure::new(ErrorKind::Connect, RetryClass::Permanent, message)
            }
            SendError::Broken(error) => broken(error),
            SendError::Cut { error, status, start } => {
                let mut failure = broken(error);
                failure.error.set_reply(status, &start);
                failure
            }
            SendError::TooLarge { status, start } => {
                let message = format!("the reply of {host} is larger than any of the API's");
                let mut failure =
                    Failure::new(ErrorKind::MalformedResponse, RetryClass::OutcomeUnknownPermanent, message);
                failure.error.set_reply(status, &start);
                failure
            }
        }
    }
}

/// The deepest cause of an error, which is the one that tells something. It stands in the message alone: a source
/// beside it would say it twice.
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
