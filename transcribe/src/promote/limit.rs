//! Limits the facts of a version to some of its actions.

use tencloud_spec::{ApiVersion, reachable};

/// Keeps only some actions, as if the version had no others: structs that only others use are removed, and a struct that
/// the rest uses only in requests or only in responses keeps the flags of these.
pub(super) fn to(facts: &mut ApiVersion, keeps: impl Fn(&str) -> bool) {
    facts.actions.retain(|name, _| keeps(name));
    let actions = || facts.actions.values();
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
