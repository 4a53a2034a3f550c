//! Checks what serde and the schema cannot see: whether the spec is consistent.

mod actions;
mod collisions;
mod context;
mod enums;
mod error_classes;
mod fields;
mod pages;
mod products;
mod references;
mod samples;
mod types;
mod values;
mod waiters;

use self::context::Context;
use crate::diagnostics::Diagnostics;
use crate::input::Spec;

/// Reports every inconsistency in the spec.
pub(crate) fn check(spec: &Spec, diagnostics: &mut Diagnostics) {
    // A shared file that is missing or unreadable counts as empty: it has been reported as a whole, so neither its
    // content nor references to it are reported again.
    let (common, product, types) = Default::default();
    let common = spec.common.as_ref().unwrap_or(&common);
    let is_read = diagnostics.count() == 0;
    products::check_common(common, diagnostics);
    let contexts = spec.versions.iter().map(|(folder, version)| {
        let product = version.product.as_ref().unwrap_or(&product);
        let types = version.types.as_ref().unwrap_or(&types);
        Context::new(folder, common, product, types, &version.actions, is_read)
    });
    let contexts: Vec<_> = contexts.collect();
    collisions::check_modules(&contexts, diagnostics);
    for context in &contexts {
        diagnostics.texts_may_be_empty = context.product.facts_only;
        collisions::check(context, diagnostics);
        enums::check(context, diagnostics);
        types::check(context, diagnostics);
        for (stem, action) in context.actions {
            actions::check(context, stem, action, diagnostics);
        }
        // Waiters read responses, so responses are checked first.
        products::check(context, diagnostics);
    }
    // A name that is misspelled in its definition would make every reference to it look wrong.
    if diagnostics.count() == 0 {
        contexts.iter().for_each(|context| references::check(context, diagnostics));
    }
}
