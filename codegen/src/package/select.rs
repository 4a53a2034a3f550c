//! A part of a version: some of its actions, and what they use.

use std::collections::BTreeSet;

use crate::diagnostics::file;
use crate::input::Version;
use crate::spec::{Diagnostic, Field, did_you_mean, reachable};

/// Removes all actions but the named ones, and what only other actions use. Returns an error for each name that no
/// action has. Without names, everything is kept.
pub(super) fn select(folder: &str, version: &mut Version, names: &[String]) -> Vec<Diagnostic> {
    let Version { product: Some(product), types: Some(types), actions, .. } = version else { return Vec::new() };
    if names.is_empty() {
        return Vec::new();
    }
    let unknown = names.iter().filter(|name| !actions.contains_key(*name)).map(|name| {
        let help = did_you_mean(name, actions.keys().map(String::as_str), "choose one that exists");
        Diagnostic::error(file(folder), format!("there is no action `{name}`")).with_help(help)
    });
    let unknown: Vec<Diagnostic> = unknown.collect();
    actions.retain(|name, _| names.contains(name));
    // A waiter polls an action.
    product.waiters.retain(|_, waiter| actions.contains_key(&waiter.action));
    for ids in actions.values_mut().filter_map(|action| action.asynchronous.as_mut()) {
        ids.retain(|id| product.waiters.contains_key(&id.waiter));
    }
    let fields: Vec<&Field> =
        actions.values().flat_map(|action| action.parameters.iter().chain(&action.results)).collect();
    let used: BTreeSet<String> = reachable(types, fields.iter().copied()).into_iter().map(str::to_owned).collect();
    types.types.retain(|name, _| used.contains(name));
    let of_types = types.types.values().flat_map(|structure| &structure.fields);
    let sets = fields.into_iter().chain(of_types).filter_map(|field| field.enumeration.clone());
    let sets: BTreeSet<String> = sets.collect();
    types.enums.retain(|name, _| sets.contains(name));
    unknown
}
