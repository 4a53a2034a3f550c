//! Classifies the result of an exchange: success, API error, unexpected response, or no response.

use std::io;
use std::sync::PoisonError;
use std::time::Duration;

use hyper::header::{DATE, HeaderMap, HeaderName};

use super::code_class::classify_code;
use super::failure::Failure;
use super::invocation::{EventSlot, OpenStream};
use super::stats::AttemptStats;
use crate::action::ProductFacts;
use crate::clock;
use crate::config::Config;
use crate::envelope::{self, ApiError, DecodeError};
use crate::error::{Error, ErrorKind};
use crate::options::Decoding;
use crate::printable;
use crate::response::ResponseSlot;
use crate::retry_class::RetryClass;
use crate::transport::{Events, RawResponse, SendError, retry_after};

/// Smaller corrections of the clock are unnecessary: the service tolerates five minutes.
const MIN_SKEW_CHANGE: i64 = 60;

/// Contains the id of the request if the response is a stream of events.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-tc-requestid");

/// What a response is compared with.
pub(super) struct Sent<'a> {
    pub(super) config: &'a Config,
    pub(super) product: &'a ProductFacts<'a>,
    pub(super) host: &'a str,
    /// The Unix time for which the request was signed.
    pub(super) signed_at: i64,
    pub(super) decoding: Decoding,
    /// The slot for a stream of events; `None` if the caller does not read events.
    pub(super) events: Option<&'a EventSlot>,
    /// The number of the attempt.
    pub(super) number: u32,
}

/// The reason why there is no response.
pub(super) enum NoResponse {
    Failed(SendError),
    /// No response arrived within the limit.
    TimedOut {
        limit: Duration,
        /// Whether any part of the request may have arrived.
        is_sent: bool,
    },
}

impl Sent<'_> {
    /// Interprets the result of sending a request.
    pub(super) fn interpret(
        &self,
        exchanged: Result<RawResponse, NoResponse>,
        slot: &mut dyn ResponseSlot,
        stats: &mut AttemptStats,
    ) -> Result<(), Failure> {
        let mut response = match exchanged {
            Ok(response) => response,
            Err(NoResponse::Failed(error)) => return Err(Failure::transport(error, self.host)),
            Err(NoResponse::TimedOut { limit, is_sent: true }) => {
                let message = match self.events {
                    None => format!("no response from {} within {limit:?}", self.host),
                    Some(_) => format!(
                        "no response from {}, or no event of it, within {limit:?}; if it needs longer, set the \
                         attempt_timeout and the call_timeout",
                        self.host
                    ),
                };
                return Err(Failure::new(ErrorKind::Timeout, RetryClass::OutcomeUnknown, message));
            }
            Err(NoResponse::TimedOut { limit, is_sent: false }) => {
                let message = format!("no connection to {} within {limit:?}; nothing was sent", self.host);
                return Err(Failure::new(ErrorKind::Timeout, RetryClass::NotExecuted, message));
            }
        };
        stats.status = Some(response.status);
        stats.bytes_received = response.body.len();
        let classified = match response.events.take() {
            Some(events) => self.open(&response, events, stats),
            None => self.classify(&response, slot),
        };
        match classified {
            Ok(request_id) => stats.request_id = request_id,
            Err(mut failure) => {
                failure.error.set_retry_after(retry_after(&response.headers));
                return Err(failure);
            }
        }
        Ok(())
    }

    /// Distinguishes success from failure: by the envelope if there is one, otherwise by the status. Returns the
    /// request id.
    fn classify(&self, response: &RawResponse, slot: &mut dyn ResponseSlot) -> Result<Option<String>, Failure> {
        let mut envelope = match envelope::read(&response.body, slot.reset()) {
            Ok(envelope) => envelope,
            Err(error) => {
                let class = match may_be_success(&response.body, &error) {
                    // Another attempt would have the same result.
                    _ if error.kind == io::ErrorKind::OutOfMemory => RetryClass::OutcomeUnknownPermanent,
                    true => RetryClass::of_success_with(response.status),
                    false => RetryClass::classify_status(response.status),
                };
                let foreign = foreign(&response.body)
                    .map(|what| format!("{} answered with {what}, which is not the API", self.host));
                return Err(unexpected(response, class, foreign.as_deref().unwrap_or(&error.reason), error.kind));
            }
        };
        let request_id = envelope.request_id.clone();
        let Some(error) = envelope.error.take() else {
            return match response.status {
                200..=299 if self.decoding == Decoding::Strict && !envelope.misfits.is_empty() => {
                    Err(Failure::misfits(envelope.misfits, response.status, request_id))
                }
                200..=299 => {
                    slot.keep(response, envelope);
                    Ok(request_id)
                }
                status => {
                    let class = RetryClass::of_success_with(status);
                    Err(unexpected(response, class, "it contains no error", io::ErrorKind::InvalidData))
                }
            };
        };
        Err(self.rejected(response, error, request_id))
    }

    /// Stores a stream of events, unless its first event is an API error: until then, attempts are retried as for any
    /// other response. Returns the request id.
    fn open(
        &self,
        response: &RawResponse,
        events: Events,
        stats: &mut AttemptStats,
    ) -> Result<Option<String>, Failure> {
        let id = response.headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
        let request_id = id.map(|id| printable::name(id).into_owned());
        stats.bytes_received = events.first.as_ref().map_or(0, String::len);
        let error = events.first.as_deref().and_then(envelope::error_of_event);
        if let Some((error, id)) = error {
            return Err(self.rejected(response, error, id.or(request_id)));
        }
        if let Some(slot) = self.events {
            let (request_id, secrets) = (request_id.clone(), stats.secrets().collect());
            let stream = OpenStream { events, request_id, attempt: self.number, secrets };
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(stream);
        }
        Ok(request_id)
    }

    /// Returns the failure of a request that the service has rejected.
    fn rejected(&self, response: &RawResponse, error: ApiError, request_id: Option<String>) -> Failure {
        let mut class = classify_code(self.product, &error.code);
        if class == RetryClass::ClockSkew && !self.learn_skew(&response.headers) {
            class = RetryClass::Permanent;
        }
        // Both mean that the request was not executed; the status adds that it may be sent again.
        if class == RetryClass::Permanent && response.status == 429 {
            class = RetryClass::Throttled;
        }
        Failure { error: Error::api(&error.code, error.message, response.status, request_id), class }
    }

    /// Learns the service's time from its response. Returns `false` if the time does not justify another attempt.
    fn learn_skew(&self, headers: &HeaderMap) -> bool {
        let date = headers.get(DATE).and_then(|date| clock::parse_http_date(date.to_str().ok()?));
        // Compare with the time for which the request was signed: in the meantime, the clock may have been set, or
        // another call may have learned how far it is off.
        let Some(date) = date.filter(|date| (date - self.signed_at).abs() >= MIN_SKEW_CHANGE) else {
            // The service rejects its own time or sends none, so what was learned, perhaps from another server, is
            // wrong.
            let was_learned = self.config.clock_skew() != 0;
            self.config.set_clock_skew(0);
            return date.is_none() && was_learned;
        };
        let skew = date - clock::now();
        tracing::warn!(
            target: "tencloud::call",
            skew_seconds = skew,
            "the clock of this machine is wrong; requests are signed with the service's time"
        );
        self.config.set_clock_skew(skew);
        true
    }
}

fn unexpected(response: &RawResponse, class: RetryClass, reason: &str, kind: io::ErrorKind) -> Failure {
    let error = Error::new(ErrorKind::MalformedResponse, format!("unexpected response: {reason}"))
        .with_response(response.status, &response.body)
        .with_source(Some(io::Error::from(kind)));
    Failure { error, class }
}

/// Returns what a body is if it is not even the start of JSON, as the pages of proxies and gateways are.
fn foreign(body: &[u8]) -> Option<&'static str> {
    match body.trim_ascii_start().first() {
        None => Some("an empty body"),
        Some(b'{') => None,
        Some(b'<') => Some("HTML"),
        Some(_) => Some("text that is not a JSON object"),
    }
}

/// Returns whether a body that cannot be read may be, or may be the start of, a successful response of the API.
fn may_be_success(body: &[u8], error: &DecodeError) -> bool {
    const MEMBER: &[u8] = b"\"Response\"";
    // It is always the first member in what the API sends.
    let start = body.get(..4096).unwrap_or(body);
    let is_cut = error.kind == io::ErrorKind::UnexpectedEof && body.trim_ascii_start().starts_with(b"{");
    is_cut || start.windows(MEMBER.len()).any(|part| part == MEMBER)
}
