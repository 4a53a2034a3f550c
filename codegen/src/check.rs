//! What serde and the schema cannot see: whether the spec agrees with itself.

mod actions;
mod collisions;
mod enums;
mod fields;
mod products;
mod samples;
mod types;
mod waiters;

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::read::{Faults, Spec};
use crate::source::join;
use crate::spec::{Action, Common, Field, Product, Types};

/// What marks a place that `cargo xtask new-action` left to be filled in.
pub const TODO: &str = "TODO";

/// One version of a product with all of its files at hand.
struct Context<'s> {
    folder: &'s str,
    common: &'s Common,
    product: &'s Product,
    types: &'s Types,
    actions: &'s BTreeMap<String, Action>,
    /// Whether everything could be read and every type that is named exists. Where not, what seems to be unused or
    /// unknown may only be misspelt elsewhere, where it has been reported.
    whole: bool,
}

impl<'s> Context<'s> {
    fn product_file(&self) -> String {
        format!("{}/product.json", self.folder)
    }

    fn types_file(&self) -> String {
        format!("{}/types.json", self.folder)
    }

    fn action_file(&self, stem: &str) -> String {
        format!("{}/actions/{stem}.json", self.folder)
    }

    /// The fields of all requests and replies.
    fn action_fields(&self) -> impl Iterator<Item = &'s Field> + use<'s> {
        self.actions.values().flat_map(|action| action.parameters.iter().chain(&action.results))
    }

    /// The fields of all structures.
    fn type_fields(&self) -> impl Iterator<Item = &'s Field> + use<'s> {
        self.types.types.values().flat_map(|structure| &structure.fields)
    }
}

/// Reports every disagreement in the spec.
pub(crate) fn check(spec: &Spec, faults: &mut Faults) {
    let Some(common) = &spec.common else { return };
    products::check_common(common, faults);
    for (folder, version) in &spec.versions {
        // Where one of the two shared files is missing or unreadable, everything that refers to it would seem wrong.
        let (Some(product), Some(types)) = (&version.product, &version.types) else { continue };
        let mut context =
            Context { folder, common, product, types, actions: &version.actions, whole: !faults.touch(folder) };
        let mut named = context.action_fields().chain(context.type_fields()).filter_map(|field| field.ty.structure());
        context.whole &= named.all(|name| types.types.contains_key(name));
        faults.texts_may_be_empty = product.facts_only;
        products::check(&context, faults);
        types::check(&context, faults);
        enums::check(&context, faults);
        collisions::check(&context, faults);
        for (stem, action) in context.actions {
            actions::check(&context, stem, action, faults);
        }
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

fn check_rate(rate: u32, file: &str, pointer: &str, faults: &mut Faults) {
    if rate == 0 {
        faults.add(file, pointer, "a rate of zero allows no request", "write the rate that the page names, mostly 20");
    }
}
