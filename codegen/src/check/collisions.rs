//! Reports names that are the same in Rust, or that cannot be Rust names at all.

use std::collections::BTreeMap;

use super::context::Context;
use crate::diagnostics::Diagnostics;
use crate::emit::reserved::{CLIENT_METHODS, MODULES, PRODUCT_MODULES};
use crate::names::{self, CODES};
use crate::spec::{Common, Product, join, reachable};

/// The place to change the Rust name of a name in the documentation.
pub(super) const TABLE: &str = "in codegen/src/names.rs";
/// The place to change a name that we chose.
pub(super) const HERE: &str = "here";

/// The names of one scope of the generated code, each of which can be used only once.
pub(super) struct Names {
    /// What uses a Rust name; `None` for a name that generated code needs itself.
    taken: BTreeMap<String, Option<String>>,
    renamed: &'static str,
}

impl Names {
    pub(super) fn new(renamed: &'static str) -> Self {
        Names { taken: BTreeMap::new(), renamed }
    }

    /// Reserves names that generated code needs itself.
    pub(super) fn reserve(mut self, names: &[impl AsRef<str>]) -> Self {
        self.taken.extend(names.iter().map(|name| (name.as_ref().to_owned(), None)));
        self
    }

    /// Adds a name that is checked elsewhere.
    pub(super) fn know(&mut self, wire: &str, rust: String) {
        self.taken.insert(rust, Some(wire.to_owned()));
    }

    /// Adds a name; if it is already in use, reports that at the pointer.
    pub(super) fn take(&mut self, file: &str, pointer: &str, wire: &str, rust: String, diagnostics: &mut Diagnostics) {
        let (message, which) = match self.taken.get(&rust) {
            None => return self.know(wire, rust),
            Some(Some(other)) => (format!("`{wire}` and `{other}` are both `{rust}` in Rust"), "one of them"),
            Some(None) if rust == wire => (format!("`{rust}` is reserved for generated code"), "it"),
            Some(None) => (format!("`{wire}` is `{rust}` in Rust, which is reserved for generated code"), "it"),
        };
        diagnostics.add(file, pointer, message, format!("give {which} another name {}", self.renamed));
    }
}

pub(super) fn check_common(common: &Common, diagnostics: &mut Diagnostics) {
    let file = "common.json";
    check_codes(file, common.errors.keys(), &mut Names::new(TABLE).reserve(&CODES), diagnostics);
    let mut regions = Names::new(TABLE);
    for region in common.regions.keys() {
        let pointer = join("/regions", region);
        if is_made_of(region, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            regions.take(file, &pointer, region, names::constant(region), diagnostics);
        } else {
            diagnostics.add(file, &pointer, format!("invalid region `{region}`"), "write it like ap-tokyo");
        }
    }
    let mut sites = Names::new(TABLE);
    for site in common.sites.keys() {
        let pointer = join("/sites", site);
        if is_word(site) {
            sites.take(file, &pointer, site, names::variant(site), diagnostics);
        } else {
            diagnostics.add(file, &pointer, format!("`{site}` cannot be the name of a site"), "write one word");
        }
    }
}

/// Every version has its own module.
pub(super) fn check_modules(contexts: &[Context<'_>], diagnostics: &mut Diagnostics) {
    // A product without written docs becomes a separate crate, without other products' modules.
    let is_in_sdk = contexts.iter().any(|context| !context.product.facts_only);
    let mut modules = Names::new(HERE).reserve(if is_in_sdk { &MODULES[..] } else { &[] });
    // A file that cannot be read has already been reported.
    for context in contexts.iter().filter(|context| *context.product != Product::default()) {
        let (file, module) = (&context.product_file, &context.product.module);
        if is_made_of(module, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            && names::field(module) == *module
        {
            modules.take(file, "/module", module, module.clone(), diagnostics);
        } else {
            let help = "write words in lower case joined by _, such as redis";
            diagnostics.add(file, "/module", format!("`{module}` cannot be the name of a module"), help);
        }
    }
}

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    check_product(context, diagnostics);
    check_actions(context, diagnostics);
    check_types(context, diagnostics);
}

fn check_product(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let (file, product) = (&context.product_file, context.product);
    if !is_word(&product.product) {
        let message = format!("`{}` cannot be the name of a product", product.product);
        diagnostics.add(file, "/product", message, "write the first part of its host, such as redis");
    }
    if !product.version.split('-').all(|part| part.parse::<u16>().is_ok()) {
        diagnostics.add(file, "/version", format!("invalid version `{}`", product.version), "write it like 2018-04-12");
    }
    // An action's page lists codes of the product and codes of all products.
    let mut codes = Names::new(TABLE).reserve(&CODES);
    context.common.errors.keys().for_each(|code| codes.know(code, names::variant(code)));
    let own = product.errors.keys().filter(|code| !context.common.errors.contains_key(*code));
    check_codes(file, own, &mut codes, diagnostics);
    for name in product.waiters.keys().filter(|name| !is_made_of(name, |c| c.is_ascii_lowercase() || c == '_')) {
        let message = format!("`{name}` cannot be the name of a waiter");
        diagnostics.add(file, &join("/waiters", name), message, "write words in lower case joined by _");
    }
}

fn check_actions(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let waiters = context.product.waiters.keys().map(|name| format!("wait_for_{name}"));
    let reserved: Vec<String> =
        CLIENT_METHODS.into_iter().chain(PRODUCT_MODULES).map(str::to_owned).chain(waiters).collect();
    let mut methods = Names::new(TABLE).reserve(&reserved);
    for (stem, action) in context.actions {
        let (file, name) = (&context.action_file(stem), &action.action);
        if is_word(name) && name.starts_with(|c: char| c.is_ascii_uppercase()) {
            methods.take(file, "/action", name, names::field(name), diagnostics);
        } else {
            let message = format!("`{name}` cannot be the name of an action");
            diagnostics.add(file, "/action", message, "write the documentation's name: letters and digits");
        }
    }
}

fn check_types(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let (file, types) = (&context.types_file, context.types);
    let mut taken = Names::new(TABLE);
    for name in types.types.keys() {
        let pointer = join("/types", name);
        if is_word(name) {
            taken.take(file, &pointer, name, names::type_name(name), diagnostics);
        } else {
            let message = format!("`{name}` cannot be the name of a struct");
            diagnostics.add(file, &pointer, message, "write the documentation's name: letters, digits, `_`");
        }
    }
    for name in reachable(types, context.all_parameters()) {
        let builder = format!("{}Builder", names::type_name(name));
        taken.take(file, &join("/types", name), &format!("the builder of {name}"), builder, diagnostics);
    }
    taken.renamed = HERE;
    for name in types.enums.keys() {
        let pointer = join("/enums", name);
        if is_word(name) && names::type_name(name) == *name {
            taken.take(file, &pointer, name, name.clone(), diagnostics);
        } else {
            let message = format!("`{name}` cannot be the name of an enum");
            diagnostics.add(
                file,
                &pointer,
                message,
                "write a name in upper camel case that Rust's own types do not have",
            );
        }
    }
}

fn check_codes<'c>(
    file: &str,
    codes: impl Iterator<Item = &'c String>,
    taken: &mut Names,
    diagnostics: &mut Diagnostics,
) {
    for code in codes {
        let pointer = join("/errors", code);
        if code.split('.').all(is_word) {
            taken.take(file, &pointer, code, names::variant(code), diagnostics);
        } else {
            let help = "write it like ResourceNotFound.InstanceNotExists";
            diagnostics.add(file, &pointer, format!("invalid error code `{code}`"), help);
        }
    }
}

fn is_word(text: &str) -> bool {
    is_made_of(text, |c| c.is_ascii_alphanumeric() || c == '_')
}

/// Returns whether a string starts with a letter and all of its other characters are allowed.
fn is_made_of(text: &str, allowed: impl Fn(char) -> bool) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(allowed)
}
