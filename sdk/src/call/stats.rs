//! What was seen of an attempt.

use std::time::Duration;

use tracing::Span;
use tracing::field::display;

use super::failure::Failure;
use crate::error::Error;
use crate::identity::Credentials;

/// What was seen of an attempt, whether it succeeded or failed.
#[derive(Default)]
pub(super) struct AttemptStats {
    /// What the request was signed with.
    pub(super) credentials: Option<Credentials>,
    /// From sending to the end of the response; `None` if nothing was sent.
    pub(super) duration: Option<Duration>,
    pub(super) status: Option<u16>,
    /// Of a success; a failure has it in its error.
    pub(super) request_id: Option<String>,
    pub(super) bytes_sent: usize,
    pub(super) bytes_received: usize,
}

impl AttemptStats {
    /// Records an attempt in its span, and in that of its call, which keeps the last one.
    pub(super) fn record(&self, span: &Span, result: &Result<(), Failure>) {
        if span.is_disabled() {
            return;
        }
        let error = result.as_ref().err().map(|failure| &failure.error);
        span.record("http.request.body.size", self.bytes_sent);
        if let Some(status) = self.status {
            span.record("http.response.status_code", status);
            span.record("http.response.body.size", self.bytes_received);
        }
        if let Some(id) = self.request_id.as_deref().or(error.and_then(Error::request_id)) {
            span.record("tencentcloud.request_id", id);
        }
        if let Some(error) = error {
            span.record("error.type", display(error.type_name()));
        }
    }
}
