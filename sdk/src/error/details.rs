//! How errors are created, and what the call loop adds to them.

use std::any::Any;
use std::error::Error as StdError;
use std::time::Duration;

use super::redact::Redactor;
use super::{Details, Error, ErrorKind};
use crate::printable::{self, cut};
use crate::record::Misfit;
use crate::secret::Secret;

/// The length of the part of an unexpected body that is searched for secrets.
const SEARCHED: usize = 1024;

/// The lengths to which an error truncates an unexpected body, a message, and a code or an id.
const BODY_START: usize = 256;
const MESSAGE: usize = 4096;
const CODE: usize = 256;

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error(Box::new(Details {
            kind,
            code: None,
            message: printable::line(message.into(), MESSAGE),
            request_id: None,
            status: None,
            body_start: None,
            attempts: 0,
            may_have_acted: false,
            is_throttled: false,
            retry_after: None,
            is_transient: false,
            context: None,
            misfits: Vec::new(),
            last_response: None,
            source: None,
        }))
    }

    /// Creates the error of a request that the service has rejected.
    pub(crate) fn api(code: &str, message: String, status: u16, request_id: Option<String>) -> Self {
        let mut error = Error::new(ErrorKind::Api, message);
        error.0.code = Some(printable::name(code).into());
        error.0.status = Some(status);
        error.0.request_id = request_id.map(printable::into_name);
        error
    }

    /// Creates the error of a response that strict decoding rejects. It contains the places, but no values.
    pub(crate) fn misfit(misfits: Vec<Misfit>, status: u16, request_id: Option<String>) -> Self {
        const SHOWN: usize = 3;
        let shown: Vec<String> = misfits.iter().take(SHOWN).map(ToString::to_string).collect();
        let more = misfits.len() - shown.len();
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        let message = format!("unexpected response: {}{more}", shown.join("; "));
        let mut error = Error::new(ErrorKind::MalformedResponse, message).with_request_id(request_id);
        error.0.status = Some(status);
        error.0.misfits = misfits;
        error
    }

    /// Adds the id of the request.
    pub(crate) fn with_request_id(mut self, request_id: Option<String>) -> Self {
        self.0.request_id = request_id;
        self
    }

    /// Adds the purpose of the call.
    pub(crate) fn with_context(mut self, context: String) -> Self {
        self.0.context = Some(printable::line(context, MESSAGE));
        self
    }

    /// Adds a response that the caller would otherwise lose.
    pub(crate) fn with_last_response(mut self, response: impl Any + Send + Sync) -> Self {
        self.0.last_response = Some(Box::new(response));
        self
    }

    /// Marks the failure of a call that could succeed if it were repeated, provided that it only reads.
    pub(crate) fn set_transient(&mut self, is_transient: bool) {
        self.0.is_transient = is_transient;
    }

    /// Returns whether the call could succeed if it were repeated, provided that it only reads.
    pub(crate) fn is_transient(&self) -> bool {
        self.0.is_transient || self.0.kind == ErrorKind::Timeout
    }

    /// Adds the response that was unexpected or incomplete.
    pub(crate) fn with_response(mut self, status: u16, body: &[u8]) -> Self {
        // The body is cut to its final length after redaction, since a secret may lie across the cut.
        let start = body.get(..SEARCHED).unwrap_or(body);
        self.0.status = Some(status);
        self.0.body_start = Some(String::from_utf8_lossy(start).into_owned());
        self
    }

    /// Adds the cause, whose text must be short and free of secrets: `Display` of this error contains the details.
    pub(crate) fn with_source(mut self, source: Option<impl StdError + Send + Sync + 'static>) -> Self {
        self.0.source = source.map(|source| Box::new(source) as _);
        self
    }

    /// Adds the number of the failed attempt, counted from 1, and whether the request may have been executed.
    pub(crate) fn set_attempt(&mut self, attempt: u32, may_have_acted: bool) {
        self.0.attempts = attempt;
        self.0.may_have_acted = may_have_acted;
    }

    /// Marks the error of a call that was throttled.
    pub(crate) fn set_throttled(&mut self, is_throttled: bool) {
        self.0.is_throttled = is_throttled;
    }

    /// Adds how long the response asked to wait.
    pub(crate) fn set_retry_after(&mut self, wait: Option<Duration>) {
        self.0.retry_after = wait;
    }

    /// Redacts secrets in every string, in case the service has returned them, and then truncates the strings.
    pub(crate) fn redact<'s>(&mut self, secrets: impl Iterator<Item = &'s Secret>) {
        let redactor = Redactor::new(secrets.map(Secret::expose));
        let kept = |text: &str, length: usize| {
            let mut text = redactor.redact(text);
            cut(&mut text, length);
            text
        };
        let Details { code, message, request_id, body_start, context, misfits, .. } = &mut *self.0;
        *code = code.as_deref().map(|code| kept(code, CODE).into());
        *message = kept(message, MESSAGE);
        *request_id = request_id.as_deref().map(|id| kept(id, CODE));
        *body_start = body_start.as_deref().map(|start| kept(start, BODY_START));
        *context = context.as_deref().map(|context| kept(context, MESSAGE));
        misfits.iter_mut().for_each(|misfit| misfit.edit_path(|path| kept(path, MESSAGE)));
    }

    /// Drops a body that may contain secrets: which parts are secret, and in which form, is unknown.
    pub(crate) fn drop_body(&mut self) {
        self.0.body_start = None;
    }

    /// Returns the error as one word, for spans and metrics: the code, or else the kind.
    pub(crate) fn type_name(&self) -> String {
        let code = self.code().filter(|code| !code.is_empty());
        code.map_or_else(|| format!("{:?}", self.kind()), str::to_owned)
    }
}
