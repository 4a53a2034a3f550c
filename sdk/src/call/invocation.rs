//! The action that is called, with its parameters.

use std::sync::Mutex;

use bytes::Bytes;
use hyper::header::HeaderMap;

use crate::action::ActionFacts;
use crate::error::{Error, ErrorKind};
use crate::record::{Record, secrets_of};
use crate::secret::Secret;
use crate::signing::{SignatureMethod, query};
use crate::transport::Events;

/// An action with its parameters: everything that all attempts of a call share.
pub(super) struct Invocation<'a> {
    pub(super) action: &'a ActionFacts<'a>,
    /// How the request is sent and signed.
    pub(super) method: SignatureMethod,
    pub(super) body: Body,
    /// The secrets of the request. Errors and logs must not show them, even if the service sends them back.
    pub(super) secrets: Vec<Secret>,
    /// The slot for a response that is a stream of events; `None` if the caller does not read events.
    pub(super) events: Option<&'a EventSlot>,
}

/// Receives the stream of events of the successful attempt.
pub(super) type EventSlot = Mutex<Option<OpenStream>>;

/// A response that is a stream of events, and what is known about it.
pub(crate) struct OpenStream {
    pub(crate) events: Events,
    pub(crate) request_id: Option<String>,
    /// The number of the attempt.
    pub(crate) attempt: u32,
    /// What authorized the attempt, which the events may return.
    pub(crate) secrets: Vec<Secret>,
}

/// The parameters, in the form in which they are signed.
pub(super) enum Body {
    Json(Bytes),
    /// Flattened, for a query or a form.
    Pairs(Vec<(String, String)>),
    Upload(Upload),
}

/// A body that is neither JSON nor a form of parameters.
#[derive(Clone)]
pub(crate) struct Upload {
    pub(crate) content_type: String,
    /// Parameters that are sent as headers.
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

impl<'a> Invocation<'a> {
    pub(super) fn new(
        method: SignatureMethod,
        action: &'a ActionFacts<'a>,
        request: &dyn Record,
    ) -> Result<Self, Error> {
        let body = if method.is_json() { Body::Json(json(request)?) } else { Body::Pairs(query::pairs(request)) };
        let mut secrets = Vec::new();
        secrets_of(request, &mut secrets);
        Ok(Invocation { action, method, body, secrets, events: None })
    }

    /// Sends something else instead of the parameters. Only `POST` with signature version 3 defines how.
    pub(super) fn with_upload(self, upload: Upload) -> Self {
        let method = if self.method.is_json() { self.method } else { SignatureMethod::Tc3 };
        Invocation { method, body: Body::Upload(upload), ..self }
    }
}

fn json(request: &dyn Record) -> Result<Bytes, Error> {
    serde_json::to_vec(request)
        .map(Bytes::from)
        .map_err(|error| Error::new(ErrorKind::Config, format!("the request cannot be written as JSON: {error}")))
}
