//! From the model to source text, one concern a file.

mod action;
mod builder;
mod client;
mod common;
mod docs;
mod enums;
mod error_code;
pub(crate) mod example;
mod layout;
mod links;
mod pages;
mod product;
mod record;
pub(crate) mod reserved;
mod types;

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span};
use rayon::prelude::*;

use crate::model::Model;

/// What produces a file's text.
type Make<'a> = Box<dyn Fn() -> String + Send + Sync + 'a>;

/// All generated files, by path below the repository's root.
pub(crate) fn emit(model: &Model<'_>) -> BTreeMap<String, String> {
    let mut files: Vec<(String, Make<'_>)> = vec![("mod.rs".to_owned(), Box::new(|| product::modules(model)))];
    if model.target.is_sdk() {
        files.push(("common_error_code.rs".to_owned(), Box::new(|| common::error_codes(model.common))));
        files.push(("common_region.rs".to_owned(), Box::new(|| common::regions(model.common))));
        files.push(("common_site.rs".to_owned(), Box::new(|| common::sites(model.common))));
    }
    for product in &model.products {
        let path = |name: &str| format!("{}/{name}.rs", product.module);
        files.push((path("types"), Box::new(|| types::file(product))));
        files.push((path("client"), Box::new(|| client::file(product))));
        files.push((path("mod"), Box::new(|| product::module(product))));
        files.push((path("required"), Box::new(|| builder::required(product))));
        for action in &product.actions {
            files.push((path(plain(&action.method)), Box::new(|| action::file(product, action))));
        }
    }
    files.into_par_iter().map(|(path, make)| (format!("{}/{path}", model.target.root), make())).collect()
}

/// A name as a token.
fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// A name as files and links spell it: without the mark of a raw identifier.
fn plain(name: &str) -> &str {
    name.trim_start_matches("r#")
}
