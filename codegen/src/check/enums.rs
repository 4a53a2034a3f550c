//! Named sets of values.

use std::collections::BTreeSet;

use super::check_doc;
use super::collisions::{HERE, Names};
use super::context::Context;
use crate::fault::Faults;
use crate::names;
use crate::spec::{Enumeration, Type, join};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    let file = &context.types_file;
    let used: BTreeSet<&str> = context.all_fields().filter_map(|field| field.enumeration.as_deref()).collect();
    for (name, set) in &context.types.enums {
        let pointer = join("/enums", name);
        check_doc(&set.doc, file, &join(&pointer, "doc"), faults);
        if context.whole && !used.contains(name.as_str()) {
            faults.add(file, &pointer, format!("nothing uses the enum `{name}`"), "remove it, or use it");
        }
        if !matches!(set.ty, Type::Int64 | Type::String) {
            let what = format!("an enum's values cannot be `{}`", set.ty);
            faults.add(file, &join(&pointer, "type"), what, "write int64 or string");
        }
        if set.values.is_empty() {
            faults.add(file, &join(&pointer, "values"), "the set is empty", "list its values, or remove the enum");
        }
        check_values(file, &pointer, set, faults);
    }
}

fn check_values(file: &str, enum_pointer: &str, set: &Enumeration, faults: &mut Faults) {
    let mut variants = Names::new(HERE).reserve(&["Other"]);
    let has_type = !faults.covers(file, &join(enum_pointer, "type"));
    for (value, named) in &set.values {
        let pointer = join(&join(enum_pointer, "values"), value);
        if has_type && !set.ty.accepts_text(value) {
            let what = format!("the value `{value}` is no `{}`", set.ty);
            faults.add(file, &pointer, what, "correct the value or the type");
        }
        check_doc(&named.doc, file, &join(&pointer, "doc"), faults);
        let name_at = join(&pointer, "name");
        if names::upper(&named.name) == named.name {
            variants.take(file, &name_at, value, named.name.clone(), faults);
        } else {
            let what = format!("`{}` cannot be the name of a value", named.name);
            faults.add(file, &name_at, what, "write a name in upper camel case");
        }
    }
}
