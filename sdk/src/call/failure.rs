//! A failed attempt: its error, and whether it is worth another one.

use std::error::Error as StdError;
use std::io;

use crate::error::{Error, ErrorKind};
use crate::record::Misfit;
use crate::retry_class::RetryClass;
use crate::transport::{SendError, innermost};

/// A failed attempt: the error for the caller, and whether another attempt is worthwhile.
pub(super) struct Failure {
    pub(super) error: Error,
    pub(super) class: RetryClass,
}

impl Failure {
    pub(super) fn new(kind: ErrorKind, class: RetryClass, message: impl Into<String>) -> Self {
        Failure { error: Error::new(kind, message), class }
    }

    pub(super) fn with_source(self, source: Option<impl StdError + Send + Sync + 'static>) -> Self {
        Failure { error: self.error.with_source(source), ..self }
    }

    /// A configuration or request that cannot work.
    pub(super) fn config(message: impl Into<String>) -> Self {
        Failure::new(ErrorKind::Config, RetryClass::Permanent, message)
    }

    /// The failure of a success that strict decoding rejects: the request was executed, and would be executed again.
    pub(super) fn misfits(misfits: Vec<Misfit>, status: u16, request_id: Option<String>) -> Self {
        let error = Error::misfit(misfits, status, request_id);
        Failure { error, class: RetryClass::OutcomeUnknownPermanent }
    }

    /// An attempt that received no complete response.
    pub(super) fn transport(error: SendError, host: &str) -> Self {
        match error {
            SendError::NotConnected(error) if error.is_unusable() => Failure::config(error.to_string()),
            SendError::NotConnected(error) => {
                let message = if error.is_untrusted() {
                    format!("the certificate of {} is not trusted: {}", error.server(host), innermost(&error))
                } else {
                    format!("could not connect to {host}: {error}")
                };
                // A certificate that is not trusted now will not be trusted at the next attempt.
                let class = if error.is_permanent() { RetryClass::Permanent } else { RetryClass::NotExecuted };
                Failure::new(ErrorKind::Connect, class, message).with_source(io_cause(&error))
            }
            SendError::Broken(error) => Failure::connection_lost(&*error, host),
            SendError::Cut { error, status, retry_after, start } => {
                let mut failure = Failure::connection_lost(&*error, host);
                failure.error.set_retry_after(retry_after);
                Failure { error: failure.error.with_response(status, &start), ..failure }
            }
            SendError::TooLarge { status, start } => {
                let message =
                    format!("unexpected response: the body from {host} is larger than any response of the API");
                let error = Error::new(ErrorKind::MalformedResponse, message).with_response(status, &start);
                Failure { error, class: RetryClass::OutcomeUnknownPermanent }
            }
            SendError::InvalidEvent { status, what } => {
                let message = format!("unexpected response: an event from {host} {what}");
                let error = Error::new(ErrorKind::MalformedResponse, message).with_response(status, b"");
                Failure { error, class: RetryClass::OutcomeUnknownPermanent }
            }
            // Another attempt would be answered, and billed, again.
            SendError::EventStream { status } => {
                let message = "unexpected response: a stream of events (text/event-stream); read it with `send_stream`, \
                               or ask for a response without a stream";
                let error = Error::new(ErrorKind::MalformedResponse, message).with_response(status, b"");
                Failure { error, class: RetryClass::OutcomeUnknownPermanent }
            }
        }
    }

    fn connection_lost(error: &(dyn StdError + 'static), host: &str) -> Self {
        let message = format!("the connection to {host} broke before the response was complete: {}", innermost(error));
        Failure::new(ErrorKind::ConnectionLost, RetryClass::OutcomeUnknown, message).with_source(io_cause(error))
    }
}

/// Returns the kind of the deepest I/O error among the causes, without its text, which the message already contains.
fn io_cause(error: &(dyn StdError + 'static)) -> Option<io::Error> {
    let (mut next, mut kind) = (Some(error), None);
    while let Some(error) = next {
        kind = error.downcast_ref().map(io::Error::kind).or(kind);
        next = error.source();
    }
    kind.map(io::Error::from)
}
