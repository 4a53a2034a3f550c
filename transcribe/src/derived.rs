//! What no source contains and names suggest: whether an action only reads, how it pages, which operations are
//! asynchronous.
//!
//! This is the same for pages and metadata. `tencloud_spec::guess_secret` guesses whether a field is a secret.

use indexmap::IndexMap;
use tencloud_spec::{AsyncId, Effect, PageStyle, Pages, Type, Waiter, names_async_id};

use crate::facts::{ActionFacts, FieldFacts};

/// How the names of actions begin that only read. Any other action may write.
const READS: [&str; 10] =
    ["Describe", "Get", "List", "Query", "Inquire", "Inquiry", "Search", "Check", "Count", "Preview"];

/// Returns the effect of an action, if its name shows it.
pub fn effect_of(name: &str) -> Option<Effect> {
    READS.iter().any(|start| name.starts_with(start)).then_some(Effect::Read)
}

/// Returns the effect of an action, inferred from its name: it may write unless the name shows that it reads.
pub(crate) fn effect(name: &str) -> Effect {
    effect_of(name).unwrap_or(Effect::Write)
}

/// Returns the pagination of an action that has one list, one total, and the parameters of a style.
pub(crate) fn pages(facts: &ActionFacts) -> Option<Pages> {
    let takes = |name: &str| facts.parameters.iter().filter(is_integer).any(|field| field.name == name);
    let style = [PageStyle::OffsetLimit, PageStyle::PageNumber, PageStyle::PageNo].into_iter().find(|style| {
        let (position, size) = style.parameters();
        takes(position) && takes(size)
    })?;
    let mut lists = facts.results.iter().filter(|field| matches!(field.ty, Type::List(_)));
    let items = lists.next().filter(|_| lists.next().is_none())?;
    let mut totals = facts.results.iter().filter(is_integer);
    let total = totals.find(|field| matches!(field.name.as_str(), "TotalCount" | "Total"))?;
    Some(Pages { style, items: items.name.clone(), total: total.name.clone() })
}

fn is_integer(field: &&FieldFacts) -> bool {
    matches!(field.ty, Type::Int64 | Type::Uint64)
}

/// Returns the results of a writing action that identify asynchronous operations, as far as the product has waiters for
/// them. Returns `None` if there are none, so that people decide.
pub(crate) fn asynchronous(facts: &ActionFacts, waiters: &IndexMap<String, Waiter>) -> Option<Vec<AsyncId>> {
    if effect(&facts.name) == Effect::Read {
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
