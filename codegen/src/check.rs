//! What serde and the schema cannot see: whether the spec agrees with itself.

mod actions;
mod collisions;
mod context;
mod enums;
mod fields;
mod products;
mod references;
mod samples;
mod types;
mod waiters;

use indexmap::IndexMap;

use self::context::Context;
use crate::fault::Faults;
use crate::read::Spec;
use crate::source::join;

pub(crate) use samples::scalar_fits;

/// What marks a place that `cargo xtask new-action` left to be filled in.
pub const TODO: &str = "TODO";

/// Reports every disagreement in the spec.
pub(crate) fn check(spec: &Spec, faults: &mut Faults) {
    // A shared file that is missing or unreadable counts as empty: as it is at fault as a whole, neither it nor what
    // refers to it is reported again.
    let (common, product, types) = Default::default();
    let common = spec.common.as_ref().unwrap_or(&common);
    let is_read = faults.count() == 0;
    products::check_common(common, faults);
    let contexts = spec.versions.iter().map(|(folder, version)| {
        let product = version.product.as_ref().unwrap_or(&product);
        let types = version.types.as_ref().unwrap_or(&types);
        Context::new(folder, common, product, types, &version.actions, is_read)
    });
    let contexts: Vec<_> = contexts.collect();
    for context in &contexts {
        faults.texts_may_be_empty = context.product.facts_only;
        collisions::check(context, faults);
        enums::check(context, faults);
        types::check(context, faults);
        for (stem, action) in context.actions {
            actions::check(context, stem, action, faults);
        }
        // What is waited for is in responses: they come first.
        products::check(context, faults);
    }
    // A name that is misspelled where it is defined would make every reference to it look wrong.
    if faults.count() == 0 {
        contexts.iter().for_each(|context| references::check(context, faults));
    }
}

fn check_texts(texts: &IndexMap<String, String>, file: &str, pointer: &str, faults: &mut Faults) {
    for (key, text) in texts {
        check_doc(text, file, &join(pointer, key), faults);
    }
}

fn check_doc(text: &str, file: &str, pointer: &str, faults: &mut Faults) {
    if text.trim().is_empty() {
        if !faults.texts_may_be_empty {
            faults.add(file, pointer, "the text is empty", "say what it means, in your own words");
        }
    } else {
        is_left(text, file, pointer, faults);
    }
}

/// Whether a text is still to be filled in, which is then reported.
fn is_left(text: &str, file: &str, pointer: &str, faults: &mut Faults) -> bool {
    let left = text.contains(TODO);
    if left {
        faults.add(file, pointer, format!("left to fill in: {text}"), "replace it from the documentation page");
    }
    left
}

fn check_page(page: &str, file: &str, pointer: &str, faults: &mut Faults) {
    if !is_left(page, file, pointer, faults) && !page.starts_with("https://") {
        let what = format!("`{page}` is not the address of a page");
        faults.add(file, pointer, what, "write it in full, from https://");
    }
}

fn check_rate(rate: u32, file: &str, pointer: &str, mend: &str, faults: &mut Faults) {
    if rate == 0 {
        faults.add(file, pointer, "a rate of zero allows no request", mend);
    }
}
