//! From the model to texts, one concern a file.

mod action;
mod builder;
mod client;
mod common;
mod docs;
mod enums;
mod error_code;
pub(crate) mod example;
mod imports;
mod pages;
mod product;
mod record;
mod types;

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span};
use rayon::prelude::*;

use crate::model::Model;

/// The folder of the generated code, below the repository's root.
const ROOT: &str = "sdk/src/generated";

/// All files of the SDK's generated part, by path below the repository's root.
pub(crate) fn emit(model: &Model<'_>) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut add = |path: &str, text: String| {
        files.insert(format!("{ROOT}/{path}"), text);
    };
    add("mod.rs", product::modules(model));
    add("common_error_code.rs", common::error_codes(model.common));
    add("common_region.rs", common::regions(model.common));
    add("common_site.rs", common::sites(model.common));
    for product in &model.products {
        let module = &product.module;
        add(&format!("{module}/mod.rs"), product::module(product));
        add(&format!("{module}/client.rs"), client::file(product));
        add(&format!("{module}/types.rs"), types::file(product));
        add(&format!("{module}/missing.rs"), builder::markers(product));
        // Most of the time goes into formatting, a file at a time.
        let actions: Vec<_> = product.actions.par_iter().map(|action| action::file(product, action)).collect();
        for (action, text) in product.actions.iter().zip(actions) {
            add(&format!("{module}/{}.rs", action.method.trim_start_matches("r#")), text);
        }
    }
    files
}

/// A name as a token.
fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}
