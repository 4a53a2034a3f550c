//! Brings the waiters in facts into the written form, in which people may have named them otherwise.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use tencloud_spec::{Action, ApiVersion, AsyncId, Waiter};

use crate::skeleton;

/// Adds the waiters that new actions need, or all of a new version, unless there is one for the same operations or the
/// polled action is not included. Returns the names by the names in the facts.
pub(super) fn add(
    known: &mut IndexMap<String, Waiter>,
    facts: &ApiVersion,
    new: &[&Action],
    is_new: bool,
) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for (name, waiter) in &facts.product.waiters {
        let takes = |other: &Waiter| other.action == waiter.action && other.parameter == waiter.parameter;
        if let Some((own, _)) = known.iter().find(|(_, other)| takes(other)) {
            names.insert(name.clone(), own.clone());
            continue;
        }
        let is_needed = is_new || new.iter().any(|action| action.async_ids().iter().any(|id| id.waiter == *name));
        if is_needed && facts.actions.contains_key(&waiter.action) && !known.contains_key(name) {
            known.insert(name.clone(), Waiter { doc: skeleton::waiter(), ..waiter.clone() });
            names.insert(name.clone(), name.clone());
        }
    }
    names
}

/// Returns an asynchronous id with the name of its waiter, if the written form has that waiter.
pub(super) fn renamed(id: &AsyncId, names: &BTreeMap<String, String>) -> Option<AsyncId> {
    names.get(&id.waiter).map(|waiter| AsyncId { waiter: waiter.clone(), ..id.clone() })
}
