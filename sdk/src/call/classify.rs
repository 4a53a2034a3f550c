//! What an exchange means: a success, an API error, an unexpected response, or none.

use std::io;
use std::time::Duration;

use hyper::header::{DATE, HeaderMap};

use super::failure::Failure;
use super::stats::AttemptStats;
use crate::clock;
use crate::config::Config;
use crate::envelope::{self, Envelope};
use crate::error::{Error, ErrorKind};
use crate::record::ResponseSlot;
use crate::retry::RetryClass;
use crate::transport::{RawResponse, SendError};

/// Smaller corrections of the clock are not worth making: the service allows five minutes.
const MIN_SKEW_CHANGE: i64 = 60;

/// What came of sending a request: a response, none, or none within the limit.
pub(super) type Exchanged = Result<Result<RawResponse, SendError>, Duration>;

/// Interprets what came of sending a request.
pub(super) fn interpret(
    config: &Config,
    host: &str,
    exchanged: Exchanged,
    signed_skew: i64,
    slot: &mut dyn ResponseSlot,
    stats: &mut AttemptStats,
) -> Result<(), Failure> {
    let response = match exchanged {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => return Err(Failure::transport(error, host)),
        Err(limit) => {
            let what = if stats.begun { "response from" } else { "connection to" };
            let message = format!("no {what} {host} within {limit:?}");
            return Err(Failure::new(ErrorKind::Timeout, RetryClass::OutcomeUnknown, message));
        }
    };
    stats.status = Some(response.status);
    stats.bytes_received = response.body.len();
    stats.request_id = classify(config, &response, signed_skew, slot)?;
    Ok(())
}

/// Tells success from failure: by the envelope if there is one, else by the status. Returns the request id.
fn classify(
    config: &Config,
    response: &RawResponse,
    signed_skew: i64,
    slot: &mut dyn ResponseSlot,
) -> Result<Option<String>, Failure> {
    let Envelope { request_id, error } = match envelope::read(&response.body, slot.reset()) {
        Ok(envelope) => envelope,
        Err(error) => return Err(unexpected(response, &error.reason, error.kind)),
    };
    let Some(error) = error else {
        return match response.status {
            200..=299 => Ok(request_id),
            _ => Err(unexpected(response, "it contains no error", io::ErrorKind::InvalidData)),
        };
    };
    let mut class = RetryClass::classify_code(&error.code);
    if class == RetryClass::ClockSkew && !learn_skew(config, &response.headers, signed_skew) {
        class = RetryClass::Permanent;
    }
    Err(Failure { error: Error::api(&error.code, error.message, response.status, request_id), class })
}

fn unexpected(response: &RawResponse, reason: &str, kind: io::ErrorKind) -> Failure {
    let error = Error::new(ErrorKind::MalformedResponse, format!("unexpected response: {reason}"))
        .with_response(response.status, &response.body)
        .with_source(Some(io::Error::from(kind)));
    Failure { error, class: RetryClass::classify_status(response.status) }
}

/// Learns the service's time from its response. Returns `false` if that is no reason for another attempt.
fn learn_skew(config: &Config, headers: &HeaderMap, signed_skew: i64) -> bool {
    let date = headers.get(DATE).and_then(|date| clock::parse_http_date(date.to_str().ok()?));
    let skew = date.map(|date| date - clock::now());
    // Compared with the skew of this attempt: another call may have learned it meanwhile.
    let Some(skew) = skew.filter(|skew| (skew - signed_skew).abs() >= MIN_SKEW_CHANGE) else {
        // The service rejects its own time, or sends none: what was learned, perhaps from another server, is wrong.
        config.set_clock_skew(0);
        return false;
    };
    tracing::warn!(
        target: "tencloud::call",
        skew_seconds = skew,
        "the clock of this machine is wrong; requests are signed with the service's time"
    );
    config.set_clock_skew(skew);
    true
}
