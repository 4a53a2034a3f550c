//! The module of a product, and the list of all modules.

use super::docs;
use super::error_class;
use super::idents::plain;
use super::layout;
use super::links::{Item, Place};
use crate::model::{Action, Model, Product};
use crate::render;

/// What every module of generated code begins with that is not inside another.
const ATTRIBUTES: &str = "// Deprecated fields are still read and written.\n#![allow(deprecated)]\n";

/// Writes `generated/mod.rs` of the SDK.
pub(super) fn modules(model: &Model<'_>) -> String {
    let mut items = vec![ATTRIBUTES.to_owned()];
    items.extend(model.products.iter().map(|product| gated(&product.spec.product, &product.module)));
    let doc = "Generated code: one module per product, one file per action.";
    render::file(&model.target.header(""), doc, &items)
}

/// Declares a module that a feature adds.
fn gated(feature: &str, module: &str) -> String {
    format!("#[cfg(feature = {feature:?})]\npub mod {module};\n")
}

/// Writes the root of a crate: the module of one version, and the other versions as modules.
pub(super) fn crate_root(product: &Product<'_>, others: &[&Product<'_>]) -> String {
    let mut doc = doc(product);
    if !others.is_empty() {
        doc.push_str("\n\n# Other versions\n\n| Module and feature | Version | Actions |\n|---|---|---|");
        for other in others {
            let (module, version, actions) = (&other.module, &other.spec.version, other.actions.len());
            doc.push_str(&format!("\n| `{module}` | {version} | {actions} |"));
        }
    }
    let mut items = vec![ATTRIBUTES.to_owned()];
    items.extend(items_of(product));
    items.extend(others.iter().map(|other| gated(&other.module, &other.module)));
    items.push("#[cfg(doctest)]\n#[doc = include_str!(\"../README.md\")]\nstruct Readme;\n".to_owned());
    render::file(&product.header(""), &docs::module(&doc), &items)
}

/// Writes the module of a version.
pub(super) fn module(product: &Product<'_>) -> String {
    render::file(&product.header(""), &docs::module(&doc(product)), &items_of(product))
}

fn doc(product: &Product<'_>) -> String {
    format!("{}, version {} of the API.\n{}", product.spec.title, product.spec.version, guide(product))
}

fn items_of(product: &Product<'_>) -> Vec<String> {
    let spec = product.spec;
    let mut actions: Vec<&Action<'_>> = product.actions.iter().collect();
    actions.sort_by(|one, other| layout::module_order(plain(&one.method), plain(&other.method)));
    let modules: String = actions.iter().map(|action| format!("mod {};\n", action.method)).collect();
    actions.sort_by(|one, other| layout::import_order(plain(&one.method), plain(&other.method)));
    let exports: String = actions.iter().map(|action| export(action)).collect();
    let (name, version, regional) = (&spec.product, &spec.version, spec.regional);
    let classes = if spec.error_classes.is_empty() { "&[]" } else { "ERROR_CLASSES" };
    let facts = [
        format!("name: {name:?}"),
        format!("version: {version:?}"),
        format!("regional: {regional}"),
        format!("error_classes: {classes}"),
    ];
    let mut items = vec![
        "mod client;\npub mod required;\npub mod types;\n".to_owned(),
        modules,
        format!("use {}::rt;\n", product.target.sdk),
        "pub use client::Client;\n".to_owned(),
        exports,
        layout::structure(0, "const PRODUCT: rt::ProductInfo", "rt::ProductInfo", &facts),
    ];
    if !spec.error_classes.is_empty() {
        items.push(error_class::of_product(product));
    }
    items
}

/// Writes the exports of an action's module.
fn export(action: &Action<'_>) -> String {
    let names = ["Builder", "ErrorCode", "Request", "Response"].map(|kind| format!("{}{kind}", action.name));
    let line = format!("pub use {}::{{{}}};\n", action.method, names.join(", "));
    // An import may be two columns narrower than other lines.
    if layout::fits(2, line.trim_end()) {
        line
    } else {
        layout::filled(&format!("pub use {}::{{", action.method), &names)
    }
}

/// Lists the actions by topic.
fn guide(product: &Product<'_>) -> String {
    let spec = product.spec;
    let place = Place::module(product);
    let doc = place.link(&spec.doc);
    let mut text = if doc.is_empty() { String::new() } else { format!("\n{doc}\n") };
    text.push_str(&format!("\nStart with a [`Client`]. Documentation: <{}>", spec.page));
    for (topic, title) in &spec.topics {
        let actions: Vec<_> = product.actions.iter().filter(|action| action.spec.topic == *topic).collect();
        if actions.is_empty() {
            continue;
        }
        text.push_str(&format!("\n\n# {title}\n\n| Action | Description |\n|---|---|"));
        for action in actions {
            let (method, summary) = (place.link_to(&Item::method(action)), place.link(&action.spec.summary));
            text.push_str(&format!("\n| {method} | {summary} |"));
        }
    }
    text
}
