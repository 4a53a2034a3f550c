//! What products share, and what the actions of a product share.

use super::context::Context;
use super::{check_doc, check_page, check_rate, check_texts, collisions, waiters};
use crate::fault::Faults;
use crate::spec::{Common, join};

pub(super) fn check_common(common: &Common, faults: &mut Faults) {
    let file = "common.json";
    check_page(&common.page, file, "/page", faults);
    check_texts(&common.errors, file, "/errors", faults);
    check_texts(&common.regions, file, "/regions", faults);
    for (name, site) in &common.sites {
        check_doc(&site.doc, file, &join(&join("/sites", name), "doc"), faults);
    }
    collisions::check_common(common, faults);
}

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    let file = &context.product_file;
    let product = context.product;
    let (name, version) = context.folder.split_once('/').unwrap_or_default();
    for (key, found, expected) in [("product", &product.product, name), ("version", &product.version, version)] {
        if found != expected {
            let what = format!("the {key} is `{found}`, but the folder says `{expected}`");
            faults.add(file, &join("", key), what, "rename the folder or correct the name");
        }
    }
    check_doc(&product.title, file, "/title", faults);
    check_doc(&product.doc, file, "/doc", faults);
    check_page(&product.page, file, "/page", faults);
    check_rate(product.default_rate, file, "/default_rate", "write the rate that most pages name, mostly 20", faults);
    check_texts(&product.topics, file, "/topics", faults);
    check_texts(&product.errors, file, "/errors", faults);
    waiters::check(context, faults);
}
