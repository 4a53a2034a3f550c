//! What an exchange means: a success, an API error, an unexpected response, or none.

use std::io;
use std::time::Duration;

use reqwest::header::{DATE, HeaderMap};

use super::client::ClientInner;
use super::failure::Failure;
use super::stats::AttemptStats;
use crate::clock;
use crate::config::Config;
use crate::envelope;
use crate::error::{Error, ErrorKind};
use crate::response::ResponseSlot;
use crate::retry::RetryClass;
use crate::transport::{RawResponse, SendError};

/// Smaller corrections of the clock are not worth making: the service allows five minutes.
const MIN_SKEW_CHANGE: i64 = 60;

/// Interprets what came of sending a request: a response, none, or none within the limit.
pub(super) fn interpret(
    client: &ClientInner,
    host: &str,
    exchanged: Result<Result<RawResponse, SendError>, Duration>,
    signed_skew: i64,
    slot: &mut dyn ResponseSlot,
    stats: &mut AttemptStats,
) -> Result<(), Failure> {
    let response = match exchanged {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => return Err(Failure::transport(error, host)),
        Err(limit) => {
            let message = format!("no response from {host} within {limit:?}");
            return Err(Failure::new(ErrorKind::Timeout, RetryClass::OutcomeUnknown, message));
        }
    };
    stats.status = Some(response.status);
    stats.bytes_received = response.body.len();
    stats.request_id = classify(client, &response, signed_skew, slot)?;
    Ok(())
}

/// Tells success from failure: by the envelope if there is one, else by the status. Returns the request id.
fn classify(
    client: &ClientInner,
    response: &RawResponse,
    signed_skew: i64,
    slot: &mut dyn ResponseSlot,
) -> Result<Option<String>, Failure> {
    let mut envelope = match envelope::read(&response.body, slot.reset()) {
        Ok(envelope) => envelope,
        Err(error) => return Err(unexpected(response, &error.reason, error.kind)),
    };
    let Some(error) = envelope.error.take() else {
        return match response.status {
            200..=299 if client.options().is_strict() && !envelope.misfits.is_empty() => {
                Err(Failure::misfits(envelope.misfits, response.status, envelope.request_id))
            }
            200..=299 => {
                let request_id = envelope.request_id.clone();
                slot.keep(response, envelope);
                Ok(request_id)
            }
            _ => Err(unexpected(response, "it contains no error", io::ErrorKind::InvalidData)),
        };
    };
    let (config, request_id) = (client.config(), envelope.request_id);
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
    let class = match kind {
        // Another attempt would bring the same.
        io::ErrorKind::OutOfMemory => RetryClass::OutcomeUnknownPermanent,
        _ => RetryClass::classify_status(response.status),
    };
    Failure { error, class }
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
