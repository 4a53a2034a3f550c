//! What serde and the schema cannot see: whether the spec agrees with itself.

mod enums;
mod fields;
mod samples;
mod waiters;

use std::collections::{BTreeMap, HashSet};

use indexmap::IndexMap;

use crate::fault::did_you_mean;
use crate::names;
use crate::read::{Faults, Spec};
use crate::source::join;
use crate::spec::{Action, Common, Product, Type, Types, reachable};
use fields::Side;

/// What marks a place that `cargo xtask new-action` left to be filled in.
pub const TODO: &str = "TODO";

/// One version of a product with all of its files at hand.
struct Context<'s> {
    folder: &'s str,
    common: &'s Common,
    product: &'s Product,
    types: &'s Types,
    actions: &'s BTreeMap<String, Action>,
}

impl Context<'_> {
    fn product_file(&self) -> String {
        format!("{}/product.json", self.folder)
    }

    fn types_file(&self) -> String {
        format!("{}/types.json", self.folder)
    }

    fn action_file(&self, stem: &str) -> String {
        format!("{}/actions/{stem}.json", self.folder)
    }
}

/// Reports every disagreement in the spec.
pub(crate) fn check(spec: &Spec, faults: &mut Faults) {
    let Some(common) = &spec.common else { return };
    check_common(common, faults);
    for (folder, version) in &spec.versions {
        // Where one of the two shared files is missing or unreadable, everything that refers to it would seem wrong.
        let (Some(product), Some(types)) = (&version.product, &version.types) else {
            continue;
        };
        let context = Context {
            folder,
            common,
            product,
            types,
            actions: &version.actions,
        };
        check_product(&context, faults);
        check_types(&context, faults);
        for (stem, action) in context.actions {
            check_action(&context, stem, action, faults);
        }
    }
}

fn check_common(common: &Common, faults: &mut Faults) {
    let file = "common.json";
    check_page(&common.page, file, "/page", faults);
    check_texts(&common.errors, file, "/errors", faults);
    check_texts(&common.regions, file, "/regions", faults);
    for (name, site) in &common.sites {
        check_doc(&site.doc, file, &format!("/sites/{name}/doc"), faults);
    }
}

fn check_product(context: &Context<'_>, faults: &mut Faults) {
    let file = &context.product_file();
    let product = context.product;
    let expected = format!("{}/{}", product.product, product.version);
    if expected != context.folder {
        let what = format!(
            "the product and version `{expected}` do not name the folder `{}`",
            context.folder
        );
        faults.add(file, "/product", what, "rename the folder or correct the names");
    }
    check_doc(&product.title, file, "/title", faults);
    check_doc(&product.doc, file, "/doc", faults);
    check_page(&product.page, file, "/page", faults);
    check_texts(&product.topics, file, "/topics", faults);
    check_texts(&product.errors, file, "/errors", faults);
    let mut variants = BTreeMap::from([("Common".to_owned(), "Common"), ("Unknown".to_owned(), "Unknown")]);
    for code in product.errors.keys() {
        let variant = names::variant(code);
        if let Some(other) = variants.insert(variant.clone(), code).filter(|other| other != code) {
            let what = format!("`{code}` and `{other}` are both `{variant}` in Rust");
            faults.add(
                file,
                &join("/errors", code),
                what,
                "make names::variant tell them apart",
            );
        }
    }
    if product.default_rate == 0 {
        faults.add(
            file,
            "/default_rate",
            "a rate of zero allows no request",
            "write the documented default, mostly 20",
        );
    }
    waiters::check(context, faults);
}

fn check_types(context: &Context<'_>, faults: &mut Faults) {
    let file = &context.types_file();
    check_page(&context.types.page, file, "/page", faults);
    enums::check(context, faults);
    let fields = context
        .actions
        .values()
        .flat_map(|action| action.parameters.iter().chain(&action.results));
    let used = reachable(context.types, fields);
    for (name, structure) in &context.types.types {
        let pointer = join("/types", name);
        check_doc(&structure.doc, file, &join(&pointer, "doc"), faults);
        if !used.contains(name.as_str()) {
            faults.add(
                file,
                &pointer,
                format!("nothing uses the structure `{name}`"),
                "remove it, or use it",
            );
        }
        fields::check(
            context,
            file,
            &join(&pointer, "fields"),
            &structure.fields,
            Side::Either,
            faults,
        );
    }
}

fn check_action(context: &Context<'_>, stem: &str, action: &Action, faults: &mut Faults) {
    let file = &context.action_file(stem);
    if action.action != stem {
        let what = format!("the action `{}` stands in a file named `{stem}.json`", action.action);
        faults.add(file, "/action", what, "give both the same name");
    }
    check_doc(&action.summary, file, "/summary", faults);
    if !action.doc.is_empty() {
        check_doc(&action.doc, file, "/doc", faults);
    }
    check_page(&action.page, file, "/page", faults);
    if !context.product.topics.contains_key(&action.topic) {
        let known = context.product.topics.keys().map(String::as_str);
        let mend = did_you_mean(&action.topic, known, "add it to `topics` in product.json");
        faults.add(file, "/topic", format!("unknown topic `{}`", action.topic), mend);
    }
    if action.rate.is_some_and(|rate| rate.per_second == 0) {
        faults.add(
            file,
            "/rate/per_second",
            "a rate of zero allows no request",
            "write the documented rate, or leave `rate` out",
        );
    }
    fields::check(context, file, "/parameters", &action.parameters, Side::Request, faults);
    fields::check(context, file, "/results", &action.results, Side::Reply, faults);
    check_errors(context, file, action, faults);
    check_pages(file, action, faults);
    waiters::check_async_ids(context, file, action, faults);
    samples::check(context, file, action, faults);
}

fn check_errors(context: &Context<'_>, file: &str, action: &Action, faults: &mut Faults) {
    let known = || {
        context
            .product
            .errors
            .keys()
            .chain(context.common.errors.keys())
            .map(String::as_str)
    };
    let mut seen = HashSet::new();
    for (list, codes) in [
        ("/errors", action.errors.as_deref().unwrap_or_default()),
        ("/newer_errors", &action.newer_errors),
    ] {
        for (index, code) in codes.iter().enumerate() {
            let pointer = join(list, &index.to_string());
            if !seen.insert(code) {
                faults.add(
                    file,
                    &pointer,
                    format!("the error code `{code}` is listed twice"),
                    "remove one of the two",
                );
            } else if !known().any(|name| name == code) {
                let mend = did_you_mean(code, known(), "add it with its meaning to `errors` in product.json");
                faults.add(file, &pointer, format!("unknown error code `{code}`"), mend);
            }
        }
    }
}

fn check_pages(file: &str, action: &Action, faults: &mut Faults) {
    let Some(pages) = &action.pages else { return };
    let names = || action.results.iter().map(|field| field.name.as_str());
    let result = |name: &str| {
        action
            .results
            .iter()
            .find(|field| field.name == name)
            .map(|field| &field.ty)
    };
    if !matches!(result(&pages.items), Some(Type::List(_))) {
        let mend = did_you_mean(&pages.items, names(), "name the result that holds the items of a page");
        faults.add(
            file,
            "/pages/items",
            format!("`{}` is no list among the results", pages.items),
            mend,
        );
    }
    if !matches!(result(&pages.total), Some(Type::Int64 | Type::Uint64)) {
        let mend = did_you_mean(&pages.total, names(), "name the result that counts all items");
        faults.add(
            file,
            "/pages/total",
            format!("`{}` is no integer among the results", pages.total),
            mend,
        );
    }
    let (position, size) = pages.style.parameters();
    for name in [position, size] {
        let found = action.parameters.iter().find(|field| field.name == name);
        if !found.is_some_and(|field| matches!(field.ty, Type::Int64 | Type::Uint64)) {
            faults.add(
                file,
                "/pages/style",
                format!("this style needs an integer parameter `{name}`"),
                "choose the style that fits the parameters",
            );
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
        faults.add(
            file,
            pointer,
            "the text is empty",
            "say what it means, in your own words",
        );
    } else if text.contains(TODO) {
        faults.add(
            file,
            pointer,
            format!("left to fill in: {text}"),
            "replace it from the documentation page",
        );
    }
}

fn check_page(page: &str, file: &str, pointer: &str, faults: &mut Faults) {
    if page.contains(TODO) {
        check_doc(page, file, pointer, faults);
    } else if !page.starts_with("https://") {
        faults.add(
            file,
            pointer,
            format!("`{page}` is not the address of a page"),
            "write it in full, from https://",
        );
    }
}
