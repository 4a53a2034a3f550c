//! Metrics of calls, through the `metrics` facade, for the recorder that the program installs.
//!
//! Every metric has the labels `service`, `action` and `region` (empty if there is none). The label `code`, where noted
//! below, is `OK`, the service's code, or the [`ErrorKind`](crate::ErrorKind) of a failure without a code.

use ::metrics::{Label, Unit, counter, describe_counter, describe_histogram, histogram};

use crate::error::Error;
use crate::observe::{Attempt, AttemptEnd, CallEnd, Observe};

/// Histogram: durations of calls in seconds, including all attempts and the waits between them.
pub const CALL_DURATION: &str = "tencloud_call_duration_seconds";
/// Counter: calls, by `code`.
pub const CALLS: &str = "tencloud_calls_total";
/// Histogram: durations of attempts in seconds, from sending to the end of the response.
pub const ATTEMPT_DURATION: &str = "tencloud_attempt_duration_seconds";
/// Counter: attempts that were sent, by `code`.
pub const ATTEMPTS: &str = "tencloud_attempts_total";
/// Counter: bytes of parameters sent, without headers.
pub const BYTES_SENT: &str = "tencloud_sent_bytes_total";
/// Counter: bytes of responses received, without headers.
pub const BYTES_RECEIVED: &str = "tencloud_received_bytes_total";

/// Registers the units and descriptions with the installed recorder. Call this once, after installing a recorder that
/// shows them.
pub fn describe() {
    describe_histogram!(CALL_DURATION, Unit::Seconds, "Calls, with all attempts and the waits between them");
    describe_counter!(CALLS, Unit::Count, "Calls");
    describe_histogram!(ATTEMPT_DURATION, Unit::Seconds, "Attempts, from sending to the end of the response");
    describe_counter!(ATTEMPTS, Unit::Count, "Attempts that were sent");
    describe_counter!(BYTES_SENT, Unit::Bytes, "Parameters sent, without headers");
    describe_counter!(BYTES_RECEIVED, Unit::Bytes, "Responses received, without headers");
}

/// Passes observations to the facade.
#[derive(Debug)]
pub(crate) struct Metrics;

impl Observe for Metrics {
    fn after_attempt(&self, attempt: &Attempt<'_>, end: &AttemptEnd<'_>) {
        let labels = labels(attempt.service, attempt.action, attempt.region);
        histogram!(ATTEMPT_DURATION, labels.iter()).record(end.duration);
        counter!(BYTES_SENT, labels.iter()).increment(attempt.bytes_sent as u64);
        counter!(BYTES_RECEIVED, labels.iter()).increment(end.bytes_received as u64);
        counter!(ATTEMPTS, with_code(labels, end.error)).increment(1);
    }

    fn after_call(&self, call: &CallEnd<'_>) {
        let labels = labels(call.service, call.action, call.region);
        histogram!(CALL_DURATION, labels.iter()).record(call.duration);
        counter!(CALLS, with_code(labels, call.error)).increment(1);
    }
}

fn labels(service: &str, action: &str, region: Option<&str>) -> Vec<Label> {
    let region = region.unwrap_or_default();
    [("service", service), ("action", action), ("region", region)]
        .map(|(name, value)| Label::new(name, value.to_owned()))
        .into()
}

fn with_code(mut labels: Vec<Label>, error: Option<&Error>) -> Vec<Label> {
    labels.push(Label::new("code", error.map_or_else(|| "OK".to_owned(), Error::type_name)));
    labels
}
