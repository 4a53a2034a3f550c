//! The module of a product, and the list of all modules.

use quote::{format_ident, quote};

use super::{docs, ident};
use crate::model::{Model, Product};
use crate::render;

/// `generated/mod.rs`.
pub(super) fn modules(model: &Model<'_>) -> String {
    let products = model.products.iter().map(|product| {
        let (module, feature) = (ident(&product.module), &product.spec.product);
        quote! {
            #[cfg(feature = #feature)]
            pub mod #module;
        }
    });
    let tokens = quote! {
        // Deprecated fields are still read and written.
        #![allow(deprecated)]
        mod common_error_code;
        mod common_region;
        mod common_site;
        #(#products)*
        pub use common_error_code::CommonErrorCode;
        pub use common_site::Site;
    };
    render::file("spec", "The generated part of the SDK: one module a product, one file an action.", tokens)
}

/// `generated/<product>/mod.rs`.
pub(super) fn module(product: &Product<'_>) -> String {
    let spec = product.spec;
    let modules = product.actions.iter().map(|action| ident(&action.method));
    let exports = product.actions.iter().map(|action| {
        let module = ident(&action.method);
        let names = ["Builder", "ErrorCode", "Request", "Response"].map(|kind| format_ident!("{}{kind}", action.name));
        quote!(pub use #module::{#(#names),*};)
    });
    let (name, version, regional) = (&spec.product, &spec.version, spec.regional);
    let tokens = quote! {
        mod client;
        pub mod missing;
        pub mod types;
        #(mod #modules;)*
        pub use client::Client;
        #(#exports)*
        use crate::action::ProductInfo;
        const PRODUCT: ProductInfo =
            ProductInfo { name: #name, version: #version, regional: #regional };
    };
    let doc = format!("{}, version {version}.\n{}", spec.title, guide(product));
    let doc: Vec<String> = docs::lines(&doc).iter().map(|line| line.trim_start().to_owned()).collect();
    render::file(&format!("spec/{}", product.folder), &doc.join("\n"), tokens)
}

/// The actions by topic.
fn guide(product: &Product<'_>) -> String {
    let spec = product.spec;
    let mut text = format!("\n{}\n\nEverything starts at [`Client`]. Page: <{}>", spec.doc, spec.page);
    for (topic, title) in &spec.topics {
        let actions: Vec<_> = product.actions.iter().filter(|action| action.spec.topic == *topic).collect();
        if actions.is_empty() {
            continue;
        }
        text.push_str(&format!("\n\n# {title}\n\n| action | what it does |\n|---|---|"));
        for action in actions {
            let (name, method, summary) = (&action.spec.action, &action.method, &action.spec.summary);
            text.push_str(&format!("\n| [`{name}`](Client::{method}) | {summary} |"));
        }
    }
    text
}
