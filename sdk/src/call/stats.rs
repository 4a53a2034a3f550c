//! Statistics of an attempt.

use std::time::Duration;

use tracing::Span;
use tracing::field::display;

use super::failure::Failure;
use crate::error::Error;
use crate::identity::Credentials;
use crate::secret::Secret;

/// Statistics of an attempt, whether it succeeded or failed.
#[derive(Default)]
pub(super) struct AttemptStats {
    /// The credentials that signed the request.
    pub(super) credentials: Option<Credentials>,
    /// What proves this: the `Authorization` header, or the signature if it is a parameter.
    pub(super) authorization: Option<Secret>,
    /// The time from sending to the end of the response; `None` if nothing was sent.
    pub(super) duration: Option<Duration>,
    pub(super) status: Option<u16>,
    /// The request id of a success; a failure has it in its error.
    pub(super) request_id: Option<String>,
    pub(super) bytes_sent: usize,
    pub(super) bytes_received: usize,
}

impl AttemptStats {
    /// Returns what authorized the request, which the other side may return.
    pub(super) fn secrets(&self) -> impl Iterator<Item = Secret> {
        let authorization = self.authorization.iter();
        // The secret part of the header is also secret by itself.
        let signature = authorization.clone().filter_map(|header| Some(header.expose().rsplit_once("Signature=")?.1));
        let credentials = self.credentials.iter().flat_map(Credentials::secrets);
        let signature: Vec<Secret> = signature.map(Secret::new).collect();
        authorization.chain(credentials).cloned().chain(signature)
    }

    /// Records an attempt in its span and in the span of its call, which keeps the values of the last attempt.
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
