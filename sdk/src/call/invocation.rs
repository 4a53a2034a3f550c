//! The action that is called, with its parameters.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;

use super::classify::NoResponse;
use super::stats::AttemptStats;
use crate::action::ActionFacts;
use crate::error::{Error, ErrorKind};
use crate::record::{Record, secrets_of};
use crate::secret::Secret;
use crate::signing::{SignatureMethod, query};
use crate::transport::{RawResponse, ResponseBody};

/// An action with its parameters: everything that all attempts of a call share.
pub(super) struct Invocation<'a> {
    pub(super) action: &'a ActionFacts<'a>,
    pub(super) body: Body,
    /// The secrets of the request. Errors and logs must not show them, even if the service sends them back.
    pub(super) secrets: Vec<Secret>,
    /// The slot for a response that is a stream of events; `None` if the caller does not read events.
    pub(super) events: Option<&'a EventSlot>,
}

/// Receives the stream of events of the successful attempt: its first bytes, and the rest of it.
pub(super) type EventSlot = Mutex<Option<(Bytes, ResponseBody)>>;

/// The parameters, in the form in which they are signed.
pub(super) enum Body {
    Json(Bytes),
    /// Flattened, for a query or a form.
    Pairs(Vec<(String, String)>),
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
        Ok(Invocation { action, body, secrets, events: None })
    }
}

impl Invocation<'_> {
    /// Moves the stream of events of a response to the slot. Returns whether there is one.
    pub(super) fn take_events(
        &self,
        exchanged: &mut Result<RawResponse, NoResponse>,
        stats: &mut AttemptStats,
    ) -> bool {
        let (Some(slot), Ok(response)) = (self.events, exchanged) else { return false };
        let Some(events) = response.events.take() else { return false };
        stats.status = Some(response.status);
        let start = std::mem::take(&mut response.body);
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some((start, events));
        true
    }
}

fn json(request: &dyn Record) -> Result<Bytes, Error> {
    serde_json::to_vec(request)
        .map(Bytes::from)
        .map_err(|error| Error::new(ErrorKind::Config, format!("the request cannot be written as JSON: {error}")))
}
