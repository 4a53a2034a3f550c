//! Turns the model into source code, with one file for each kind of item.

mod action;
mod builder;
mod client;
mod common;
mod context;
mod conversion;
mod docs;
mod enums;
mod error_class;
mod error_code;
#[cfg(feature = "spec-files")]
pub(crate) mod example;
mod idents;
mod layout;
mod links;
mod pages;
mod product;
mod rate;
mod record;
pub(crate) mod reserved;
mod streams;
mod types;
pub(crate) mod usage;

use std::collections::BTreeMap;

#[cfg(feature = "spec-files")]
use rayon::prelude::*;

#[cfg(feature = "code")]
pub(crate) use self::conversion::converts;
use self::idents::plain;
use crate::model::{Model, Product};

/// A function that produces the text of a file.
type Make<'a> = Box<dyn Fn() -> String + Send + Sync + 'a>;

/// Returns all generated files, by path relative to the root of the repository or of the crate.
pub(crate) fn emit(model: &Model<'_>) -> BTreeMap<String, String> {
    let mut files: Vec<(String, Make<'_>)> = Vec::new();
    if let Some(folder) = &model.target.common {
        files.push((format!("{}/mod.rs", model.target.root), Box::new(|| product::modules(model))));
        let path = |name: &str| format!("{folder}/{name}.rs");
        files.push((path("mod"), Box::new(common::module)));
        files.push((path("rate"), Box::new(|| rate::file(&model.products))));
        files.push((path("error_class"), Box::new(|| error_class::file(model.common, &model.products))));
        files.push((path("error_code"), Box::new(|| common::error_codes(model.common))));
        files.push((path("region"), Box::new(|| common::regions(model.common))));
        files.push((path("site"), Box::new(|| common::sites(model.common))));
    }
    for product in &model.products {
        let path = |name: &str| format!("{}/{name}.rs", product.home.folder);
        files.push((path("types"), Box::new(|| types::file(product))));
        files.push((path("client"), Box::new(|| client::file(product))));
        files.push((product.home.file.clone(), Box::new(|| module(model, product))));
        files.push((path("required"), Box::new(|| builder::required(product))));
        for action in &product.actions {
            files.push((path(plain(&action.method)), Box::new(|| action::file(product, action))));
        }
    }
    #[cfg(feature = "spec-files")]
    let files = files.into_par_iter();
    #[cfg(not(feature = "spec-files"))]
    let files = files.into_iter();
    files.map(|(path, make)| (path, make())).collect()
}

/// Writes the module of a version, or the root of a crate that contains the others.
fn module(model: &Model<'_>, product: &Product<'_>) -> String {
    if model.target.crate_root.as_deref() != Some(product.folder) {
        return product::module(product);
    }
    let others: Vec<&Product<'_>> = model.products.iter().filter(|other| other.folder != product.folder).collect();
    product::crate_root(product, &others)
}
