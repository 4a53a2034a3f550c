//! The one call loop: credentials → sign → send → decode → classify → retry.
//!
//! It is compiled once, since it is not generic: a request comes as a `dyn` record and is sent as bytes, and a response
//! is decoded into a `dyn` record. Only [`send`] knows types. `retry_loop` makes attempts, `attempt` is one of them,
//! `request` is what it sends, `classify` interprets the result (`code_class` its error code), `names` checks the
//! names in a request, and `failure` describes a failed attempt.

mod attempt;
mod check;
mod classify;
mod client;
mod code_class;
mod failure;
mod future;
mod headers;
mod invocation;
mod names;
mod request;
mod retry_loop;
mod runtime;
mod stats;

use std::sync::PoisonError;

use crate::action::{Action, ActionFacts, Effect, ProductFacts};
use crate::common::rate_of;
use crate::error::Error;
use crate::record::Parameters;
use crate::response::{RawResponse, ResponseSlot};
use crate::transport::SignedRequest;
pub use client::ClientInner;
pub use future::CallFuture;
use invocation::{EventSlot, Invocation};
pub(crate) use invocation::{OpenStream, Upload};
pub(crate) use runtime::{check as check_runtime, hold_paused_clock};

/// Sends a request, which the call then owns.
// Never inlined, like its siblings: otherwise an optimizing compiler inlines the whole call into the `send` of every
// builder, and optimizes it there each time.
#[inline(never)]
pub fn start<A: Action + 'static>(client: &ClientInner, request: A) -> CallFuture<A::Response> {
    let client = client.clone();
    CallFuture::new(async move { send(&client, &request).await })
}

/// Does the same, and keeps what the response was read from.
#[inline(never)]
pub fn start_raw<A: Action + 'static>(client: &ClientInner, request: A) -> CallFuture<RawResponse<A::Response>> {
    let client = client.clone();
    CallFuture::new(async move { send_raw(&client, &request).await })
}

/// Sends a request and returns the typed response.
pub async fn send<A: Action>(client: &ClientInner, request: &A) -> Result<A::Response, Error> {
    check::check(request)?;
    check::check_stream(request)?;
    let mut response = A::Response::default();
    let invocation = Invocation::new(client.signature(A::INFO), A::INFO, request)?;
    match retry_loop::run(client, &invocation, &mut response).await {
        Ok(()) => Ok(response),
        Err(error) => Err(with_response(error, response)),
    }
}

/// Does the same, and keeps what the response was read from.
pub(crate) async fn send_raw<A: Action>(client: &ClientInner, request: &A) -> Result<RawResponse<A::Response>, Error> {
    check::check(request)?;
    check::check_stream(request)?;
    let mut raw = RawResponse::<A::Response>::default();
    let invocation = Invocation::new(client.signature(A::INFO), A::INFO, request)?;
    match retry_loop::run(client, &invocation, &mut raw).await {
        Ok(()) => Ok(raw),
        Err(error) => Err(with_response(error, raw.response)),
    }
}

/// Strict decoding rejects a response that has been read. What did fit is kept, since a write cannot be repeated.
fn with_response<R: Send + Sync + 'static>(error: Error, response: R) -> Error {
    if error.misfits().is_empty() { error } else { error.with_last_response(response) }
}

/// Sends a request whose response may be a stream of events. Returns the stream, or `None` if the response is an
/// ordinary one.
pub(crate) async fn open<A: Action, R>(
    client: &ClientInner,
    request: &A,
    response: &mut R,
) -> Result<Option<OpenStream>, Error>
where
    R: ResponseSlot + Default + Sync + 'static,
{
    check::check(request)?;
    let events = EventSlot::default();
    let invocation = Invocation::new(client.signature(A::INFO), A::INFO, request)?;
    let invocation = Invocation { events: Some(&events), ..invocation };
    match retry_loop::run(client, &invocation, response).await {
        Ok(()) => Ok(events.into_inner().unwrap_or_else(PoisonError::into_inner)),
        Err(error) => Err(with_response(error, std::mem::take(response))),
    }
}

/// The request of an action that has no type.
pub(crate) struct UntypedRequest {
    pub(crate) action: String,
    pub(crate) effect: Effect,
    pub(crate) parameters: Parameters,
    /// What is sent instead of the parameters.
    pub(crate) upload: Option<Upload>,
}

/// Sends a request of an action that has no type.
pub(crate) async fn send_untyped(
    client: &ClientInner,
    request: UntypedRequest,
    response: &mut dyn ResponseSlot,
) -> Result<(), Error> {
    run_untyped(client, request, response, None).await
}

/// Sends a request of an action that has no type and whose response may be a stream of events; see [`open`].
pub(crate) async fn open_untyped(
    client: &ClientInner,
    request: UntypedRequest,
    response: &mut dyn ResponseSlot,
) -> Result<Option<OpenStream>, Error> {
    let events = EventSlot::default();
    run_untyped(client, request, response, Some(&events)).await?;
    Ok(events.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Signs the request of an action that has no type, as the first attempt of a call would, and does not send it.
pub(crate) async fn sign_untyped(client: &ClientInner, request: UntypedRequest) -> Result<SignedRequest, Error> {
    let product = client.product().facts();
    let action = request.facts(&product);
    let invocation = request.invocation(client, &action)?;
    attempt::sign_only(client, &invocation).await
}

async fn run_untyped(
    client: &ClientInner,
    request: UntypedRequest,
    response: &mut dyn ResponseSlot,
    events: Option<&EventSlot>,
) -> Result<(), Error> {
    let product = client.product().facts();
    let action = request.facts(&product);
    let invocation = request.invocation(client, &action)?;
    retry_loop::run(client, &Invocation { events, ..invocation }, response).await
}

impl UntypedRequest {
    fn facts<'a>(&'a self, product: &'a ProductFacts<'a>) -> ActionFacts<'a> {
        let rate = rate_of(product.name, product.version, &self.action);
        ActionFacts { effect: self.effect, rate, sensitive_output: true, ..ActionFacts::read(product, &self.action) }
    }

    fn invocation<'a>(&'a self, client: &ClientInner, action: &'a ActionFacts<'a>) -> Result<Invocation<'a>, Error> {
        let invocation = Invocation::new(client.signature(action), action, &self.parameters)?;
        Ok(match &self.upload {
            Some(upload) => invocation.with_upload(upload.clone()),
            None => invocation,
        })
    }
}
