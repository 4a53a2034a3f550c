//! Names that cannot be told apart in Rust, or cannot be names at all.

use std::collections::BTreeMap;

use super::Context;
use crate::names;
use crate::read::Faults;
use crate::source::join;
use crate::spec::{Action, Common, Field, reachable};

/// Modules of a product beside its actions, and methods of its client.
const TAKEN_METHODS: [&str; 5] = ["client", "missing", "types", "r#mod", "new"];

/// Names that are given out once each.
struct Names<'f> {
    file: &'f str,
    /// Rust name to wire name.
    taken: BTreeMap<String, String>,
    mend: &'static str,
}

impl<'f> Names<'f> {
    fn new(file: &'f str, reserved: &[&str], mend: &'static str) -> Self {
        Names { file, taken: reserved.iter().map(|name| ((*name).to_owned(), String::new())).collect(), mend }
    }

    fn take(&mut self, pointer: &str, wire: &str, rust: String, faults: &mut Faults) {
        let what = match self.taken.insert(rust.clone(), wire.to_owned()) {
            None => return,
            Some(other) if other.is_empty() => {
                format!("`{wire}` is `{rust}` in Rust, a name that generated code needs")
            }
            Some(other) => format!("`{wire}` and `{other}` are both `{rust}` in Rust"),
        };
        faults.add(self.file, pointer, what, self.mend);
    }
}

pub(super) fn check_common(common: &Common, faults: &mut Faults) {
    let file = "common.json";
    let mend = "tell them apart in codegen/src/names.rs";
    let mut codes = Names::new(file, &[], mend);
    for code in common.errors.keys() {
        take_code(&mut codes, code, faults);
    }
    let mut regions = Names::new(file, &[], mend);
    for region in common.regions.keys() {
        let pointer = join("/regions", region);
        if region.starts_with(|c: char| c.is_ascii_lowercase())
            && region.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        {
            regions.take(&pointer, region, names::constant(region), faults);
        } else {
            faults.add(file, &pointer, format!("`{region}` is no region"), "write it like ap-tokyo");
        }
    }
    let mut sites = Names::new(file, &[], mend);
    for site in common.sites.keys() {
        let pointer = join("/sites", site);
        if is_word(site) {
            sites.take(&pointer, site, names::variant(site), faults);
        } else {
            faults.add(file, &pointer, format!("`{site}` cannot be the name of a site"), "write one word");
        }
    }
}

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    let product_file = &context.product_file();
    let mut codes = Names::new(product_file, &["Common", "Unknown"], "tell them apart in codegen/src/names.rs");
    for code in context.product.errors.keys() {
        take_code(&mut codes, code, faults);
    }
    for name in context.product.waiters.keys() {
        if !name.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
            let what = format!("`{name}` cannot be the name of a waiter");
            faults.add(product_file, &join("/waiters", name), what, "write words in lower case joined by _");
        }
    }
    let waiters = context.product.waiters.keys().map(|name| format!("wait_for_{name}"));
    let reserved: Vec<String> = TAKEN_METHODS.map(str::to_owned).into_iter().chain(waiters).collect();
    let reserved: Vec<&str> = reserved.iter().map(String::as_str).collect();
    let mut methods: BTreeMap<String, &str> = BTreeMap::new();
    for (stem, action) in context.actions {
        check_action(&context.action_file(stem), action, &reserved, &mut methods, faults);
    }
    check_types(context, faults);
}

fn check_action<'s>(
    file: &str,
    action: &'s Action,
    reserved: &[&str],
    methods: &mut BTreeMap<String, &'s str>,
    faults: &mut Faults,
) {
    let name = &action.action;
    if !is_word(name) || !name.starts_with(|c: char| c.is_ascii_uppercase()) {
        let what = format!("`{name}` cannot be the name of an action");
        faults.add(file, "/action", what, "write the documentation's name: letters and digits");
        return;
    }
    let method = names::field(name);
    if let Some(other) = methods.insert(method.clone(), name) {
        let what = format!("`{name}` and `{other}` are both `{method}` in Rust");
        faults.add(file, "/action", what, "tell them apart in codegen/src/names.rs");
    } else if reserved.contains(&method.as_str()) {
        let what = format!("`{name}` is `{method}` in Rust, a name that generated code needs");
        faults.add(file, "/action", what, "give it another name in codegen/src/names.rs");
    }
    let paging: &[&str] = if action.pages.is_some() { &["pages", "items"] } else { &[] };
    check_setters(
        file,
        "/parameters",
        &action.parameters,
        &[&["new", "send", "into_request"], paging].concat(),
        faults,
    );
}

fn check_types(context: &Context<'_>, faults: &mut Faults) {
    let file = &context.types_file();
    let inputs = reachable(context.types, context.actions.values().flat_map(|action| &action.parameters));
    let mut types = Names::new(file, &[], "tell them apart in codegen/src/names.rs");
    for name in context.types.types.keys() {
        types.take(&join("/types", name), name, names::type_name(name), faults);
    }
    for (name, structure) in &context.types.types {
        let pointer = join("/types", name);
        if types.taken.contains_key(&format!("{}Builder", names::type_name(name))) {
            let what = format!("the builder of `{name}` has the name of another structure");
            faults.add(file, &pointer, what, "give one of the two another name in codegen/src/names.rs");
        }
        if inputs.contains(name.as_str()) {
            check_setters(file, &join(&pointer, "fields"), &structure.fields, &["new", "build"], faults);
        }
    }
}

/// A field whose setter would hide one of the builder's own methods.
fn check_setters(file: &str, list: &str, fields: &[Field], reserved: &[&str], faults: &mut Faults) {
    for (index, field) in fields.iter().enumerate() {
        let setter = names::field(&field.name);
        if reserved.contains(&setter.as_str()) {
            let what = format!("`{}` is `{setter}` in Rust, a method that its builder needs", field.name);
            let pointer = join(&join(list, &index.to_string()), "name");
            faults.add(file, &pointer, what, "give it another name in codegen/src/names.rs");
        }
    }
}

fn take_code(codes: &mut Names<'_>, code: &str, faults: &mut Faults) {
    let pointer = join("/errors", code);
    if code.split('.').all(|part| is_word(part)) {
        codes.take(&pointer, code, names::variant(code), faults);
    } else {
        faults.add(
            codes.file,
            &pointer,
            format!("`{code}` is no error code"),
            "write it like ResourceNotFound.InstanceNotExists",
        );
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
