//! The one call loop: credentials → sign → send → decode → classify → retry.
//!
//! Compiled once, since it is not generic: a request comes as a `dyn` record and is sent as bytes, a response is decoded
//! into a `dyn` record. Only [`send`] knows types. `retry_loop` makes attempts, `attempt` is one of them, `request` is
//! what it sends, `classify` interprets what comes back (`code_class` its error code, `retry_after` its header), `names`
//! is what it may be called, and `failure` is what a failed attempt means.

mod attempt;
mod classify;
mod client;
mod code_class;
mod failure;
mod headers;
mod invocation;
mod names;
mod request;
mod retry_after;
mod retry_loop;
mod stats;

use std::pin::Pin;

use serde_json::{Map, Value};

use crate::action::{Action, ActionFacts, Effect};
use crate::error::Error;
use crate::record::ResponseSlot;
use crate::secret::Secret;
pub use client::ClientInner;
use invocation::Invocation;

/// A call in progress: a future that borrows nothing, so that it can be spawned.
///
/// One type for all states of a builder: with one for each, the compiler would report a missing parameter three times.
pub type SendFuture<A> = Pin<Box<dyn Future<Output = Result<<A as Action>::Response, Error>> + Send>>;

/// Sends a request that the call then owns.
pub fn start<A: Action + 'static>(client: ClientInner, request: A) -> SendFuture<A> {
    Box::pin(async move { send(&client, &request).await })
}

/// Sends a request and returns the typed response.
pub async fn send<A: Action>(client: &ClientInner, request: &A) -> Result<A::Response, Error> {
    let mut response = A::Response::default();
    let invocation = Invocation::new(client.signature(), A::INFO, request)?;
    retry_loop::run(client, &invocation, &mut response).await?;
    Ok(response)
}

/// Calls per second of an action of which only the name is known: the documented rate of most actions.
const UNTYPED_RATE: u32 = 20;

/// Calls an action that has no type.
pub(crate) async fn send_untyped(
    client: &ClientInner,
    name: &str,
    effect: Effect,
    parameters: &Map<String, Value>,
    secrets: Vec<Secret>,
    response: &mut dyn ResponseSlot,
) -> Result<(), Error> {
    let product = client.product().facts();
    let action =
        ActionFacts { product: &product, name, effect, rate: UNTYPED_RATE, signed: true, sensitive_output: true };
    let invocation = Invocation { secrets, ..Invocation::new(client.signature(), &action, parameters)? };
    retry_loop::run(client, &invocation, response).await
}
