//! What products share, and what the actions of a product share.

use super::context::Context;
use super::values::{check_doc, check_page, check_rate, check_texts};
use super::{collisions, error_classes, waiters};
use crate::diagnostics::Diagnostics;
use crate::spec::{Common, join};

pub(super) fn check_common(common: &Common, diagnostics: &mut Diagnostics) {
    let file = "common.json";
    check_page(&common.page, file, "/page", diagnostics);
    check_texts(&common.errors, file, "/errors", diagnostics);
    error_classes::check_rules(common, diagnostics);
    check_texts(&common.regions, file, "/regions", diagnostics);
    for (name, site) in &common.sites {
        check_doc(&site.doc, file, &join(&join("/sites", name), "doc"), diagnostics);
    }
    collisions::check_common(common, diagnostics);
}

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let file = &context.product_file;
    let product = context.product;
    let (name, version) = context.folder.split_once('/').unwrap_or_default();
    for (key, found, expected) in [("product", &product.product, name), ("version", &product.version, version)] {
        if found != expected {
            let message = format!("the {key} is `{found}`, but the folder is named `{expected}`");
            diagnostics.add(file, &join("", key), message, "rename the folder or correct the name");
        }
    }
    check_doc(&product.title, file, "/title", diagnostics);
    check_doc(&product.doc, file, "/doc", diagnostics);
    check_page(&product.page, file, "/page", diagnostics);
    check_rate(
        product.default_rate,
        file,
        "/default_rate",
        "write the rate that most pages document, usually 20",
        diagnostics,
    );
    check_texts(&product.topics, file, "/topics", diagnostics);
    check_texts(&product.errors, file, "/errors", diagnostics);
    error_classes::check(context, diagnostics);
    waiters::check(context, diagnostics);
}
