//! Limits the facts of a version to some of its actions.

use std::collections::BTreeMap;

use tencloud_spec::{Action, ApiVersion, reachable};

/// Keeps only some actions, as if the version had no others: structs that only others use are removed, and a struct that
/// the rest uses only in requests or only in responses keeps the flags of these. The actions that are `written` use
/// structs too, even those that the facts lack.
pub(super) fn to(facts: &mut ApiVersion, keeps: impl Fn(&str) -> bool, written: &BTreeMap<String, Action>) {
    facts.actions.retain(|name, _| keeps(name));
    let own = written.values().filter(|action| !facts.actions.contains_key(&action.action));
    let actions = || facts.actions.values().chain(own.clone());
    let inputs = reachable(&facts.types, actions().flat_map(|action| &action.parameters));
    let outputs = reachable(&facts.types, actions().flat_map(|action| &action.results));
    let mut types = facts.types.types.clone();
    types.retain(|name, _| inputs.contains(name.as_str()) || outputs.contains(name.as_str()));
    for (name, structure) in &mut types {
        for field in &mut structure.fields {
            field.required &= inputs.contains(name.as_str());
            field.output_required &= outputs.contains(name.as_str());
            field.nullable &= outputs.contains(name.as_str());
        }
    }
    facts.types.types = types;
}
