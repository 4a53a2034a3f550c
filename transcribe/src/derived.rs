//! What no source contains and names suggest: whether an action reads, computes or writes, how it pages, which operations are
//! asynchronous, how parameters are sent, and which responses are streams.
//!
//! This is the same for pages and metadata. `tencloud_spec::guess_secret` guesses whether a field is a secret.

use indexmap::IndexMap;
use tencloud_spec::{AsyncId, Effect, RequestBody, Type, Waiter, names_async_id};

use crate::facts::{ActionFacts, FieldFacts};

mod effect;
mod format;
mod pagination;
mod secrets;
mod streams;
mod values;
mod waiters;

pub use effect::effect_of;
pub(crate) use format::format;
pub(crate) use pagination::{counts_from, pages};
pub(crate) use secrets::is_secret;
pub(crate) use streams::{Parameter, streams};
pub(crate) use values::values;
pub(crate) use waiters::add_waiters;

/// The only action whose body is not a parameter.
const OCTET_STREAM: &str = "UploadLog";

/// Returns how the parameters of an action are sent, if not as JSON, which has no bytes.
pub(crate) fn body(facts: &ActionFacts) -> Option<RequestBody> {
    if facts.name == OCTET_STREAM {
        return Some(RequestBody::OctetStream);
    }
    let is_binary = |field: &FieldFacts| field.ty == Type::Binary;
    facts.parameters.iter().any(is_binary).then_some(RequestBody::Multipart)
}

/// Returns the effect of an action, which may write unless its name shows that it reads or computes.
pub(crate) fn effect(facts: &ActionFacts) -> Effect {
    let results = facts.results.iter().map(|field| field.name.as_str());
    effect_of(&facts.name, results).unwrap_or(Effect::Write)
}

/// Returns the results of a writing action that identify asynchronous operations, as far as the product has waiters for
/// them. Returns `None` if there are none, so that people decide.
pub(crate) fn asynchronous(facts: &ActionFacts, waiters: &IndexMap<String, Waiter>) -> Option<Vec<AsyncId>> {
    if effect(facts).is_repeatable() {
        return None;
    }
    let ids = facts.results.iter().filter(|field| names_async_id(&field.name)).filter_map(|field| {
        let singular = field.name.strip_suffix('s').unwrap_or(&field.name);
        let takes = |(_, waiter): &(&String, &Waiter)| [singular, &field.name].contains(&waiter.parameter.as_str());
        let (waiter, _) = waiters.iter().find(takes)?;
        Some(AsyncId { field: field.name.clone(), waiter: waiter.clone() })
    });
    Some(ids.collect()).filter(|ids: &Vec<AsyncId>| !ids.is_empty())
}
