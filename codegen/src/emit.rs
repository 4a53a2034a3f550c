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

/// What makes a file's text.
type Make<'a> = Box<dyn Fn() -> String + Send + Sync + 'a>;

/// All files of the SDK's generated part, by path below the repository's root.
pub(crate) fn emit(model: &Model<'_>) -> BTreeMap<String, String> {
    let mut files: Vec<(String, Make<'_>)> = vec![
        ("mod.rs".to_owned(), Box::new(|| product::modules(model))),
        ("common_error_code.rs".to_owned(), Box::new(|| common::error_codes(model.common))),
        ("common_region.rs".to_owned(), Box::new(|| common::regions(model.common))),
        ("common_site.rs".to_owned(), Box::new(|| common::sites(model.common))),
    ];
    for product in &model.products {
        let path = |name: &str| format!("{}/{name}.rs", product.module);
        files.push((path("types"), Box::new(|| types::file(product))));
        files.push((path("client"), Box::new(|| client::file(product))));
        files.push((path("mod"), Box::new(|| product::module(product))));
        files.push((path("missing"), Box::new(|| builder::markers(product))));
        for action in &product.actions {
            files.push((path(action.method.trim_start_matches("r#")), Box::new(|| action::file(product, action))));
        }
    }
    // Most of the time goes into formatting, a file at a time.
    files.into_par_iter().map(|(path, make)| (format!("{ROOT}/{path}"), make())).collect()
}

/// A name as a token.
fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}
