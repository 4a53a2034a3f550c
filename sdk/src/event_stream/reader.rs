//! Reads the events of a stream, with the time limits and errors that all streams share.

use tokio::time::timeout;

use crate::action::Effect;
use crate::call::{ClientInner, OpenStream, hold_paused_clock};
use crate::envelope;
use crate::error::{Error, ErrorKind};
use crate::options::Decoding;
use crate::record::Record;
use crate::retry_class::RetryClass;
use crate::secret::Secret;
use crate::transport::EventError;

/// The status of a response that is a stream.
const STATUS: u16 = 200;

/// Reads events. It is not generic: it reads the data of events, and decodes them into any record.
pub(super) struct Reader {
    pub(super) client: ClientInner,
    pub(super) stream: OpenStream,
    /// The secrets that errors must not show if the service returns them.
    pub(super) secrets: Vec<Secret>,
    pub(super) effect: Effect,
}

impl Reader {
    /// Returns the data of the next event.
    pub(super) async fn next(&mut self) -> Result<Option<String>, Error> {
        if let Some(first) = self.stream.events.first.take() {
            return Ok(Some(first));
        }
        let limit = self.client.event_limit();
        let _held = hold_paused_clock(limit);
        match timeout(limit, self.stream.events.rest.next()).await {
            Ok(Ok(data)) => Ok(data),
            Ok(Err(EventError::Cut(error))) => {
                let message = format!("the connection broke before the last event: {error}");
                Err(self.complete(Error::new(ErrorKind::ConnectionLost, message)))
            }
            Ok(Err(EventError::Invalid(what))) => Err(self.malformed(what)),
            Err(_) => {
                let message =
                    format!("no event within {limit:?} after the last one; if it needs longer, set the event_timeout");
                Err(self.complete(Error::new(ErrorKind::Timeout, message)))
            }
        }
    }

    /// Reads the data of an event into a record. An event that reports an API error is that error.
    pub(super) fn read(&self, data: &str, record: &mut dyn Record) -> Result<(), Error> {
        let header = self.stream.request_id.as_deref();
        let envelope = envelope::read_event(data, header, record)
            .map_err(|error| self.malformed(&format!("is not a JSON object: {}", error.reason)))?;
        let request_id = envelope.request_id.or(header.map(str::to_owned));
        if let Some(error) = envelope.error {
            return Err(self.complete(Error::api(&error.code, error.message, STATUS, request_id)));
        }
        if self.client.decoding() == Decoding::Strict && !envelope.misfits.is_empty() {
            return Err(self.complete(Error::misfit(envelope.misfits, STATUS, request_id)));
        }
        Ok(())
    }

    fn malformed(&self, what: &str) -> Error {
        self.complete(Error::new(ErrorKind::MalformedResponse, format!("unexpected response: an event {what}")))
    }

    /// Redacts an error and adds what is known about the call. Unless the service says that it has rejected the request,
    /// the request has been executed at least in part.
    fn complete(&self, mut error: Error) -> Error {
        if error.request_id().is_none() {
            error = error.with_request_id(self.stream.request_id.clone());
        }
        error.redact(self.secrets.iter().chain(&self.stream.secrets).chain(self.client.secrets()));
        let class = error.code().map_or(RetryClass::OutcomeUnknownPermanent, |code| self.client.class_of(code));
        error.set_throttled(class == RetryClass::Throttled);
        error.set_attempt(self.stream.attempt, class.may_have_acted(self.effect));
        error
    }
}
