//! Named sets of values.

use std::collections::BTreeSet;

use super::collisions::{HERE, Names};
use super::context::Context;
use super::values::check_doc;
use crate::diagnostics::Diagnostics;
use crate::names;
use crate::spec::{Enumeration, Type, join};

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let file = &context.types_file;
    let used: BTreeSet<&str> = context.all_fields().filter_map(|field| field.enumeration.as_deref()).collect();
    for (name, set) in &context.types.enums {
        let pointer = join("/enums", name);
        check_doc(&set.doc, file, &join(&pointer, "doc"), diagnostics);
        if context.whole && !used.contains(name.as_str()) {
            diagnostics.add(
                file,
                &pointer,
                format!("the enum `{name}` is unused"),
                "use it, or remove it if no field needs it",
            );
        }
        if !matches!(set.ty, Type::Int64 | Type::String) {
            let message = format!("an enum's values cannot be `{}`", set.ty);
            diagnostics.add(file, &join(&pointer, "type"), message, "write int64 or string");
        }
        if set.values.is_empty() {
            diagnostics.add(file, &join(&pointer, "values"), "the set is empty", "list its values, or remove the enum");
        }
        check_values(file, &pointer, set, diagnostics);
    }
}

fn check_values(file: &str, enum_pointer: &str, set: &Enumeration, diagnostics: &mut Diagnostics) {
    let mut variants = Names::new(HERE).reserve(&["Other"]);
    let has_type = !diagnostics.covers(file, &join(enum_pointer, "type"));
    for (value, named) in &set.values {
        let pointer = join(&join(enum_pointer, "values"), value);
        if has_type && !set.ty.accepts_text(value) {
            let message = format!("the value `{value}` is not of type `{}`", set.ty);
            diagnostics.add(file, &pointer, message, "correct the value or the type");
        }
        check_doc(&named.doc, file, &join(&pointer, "doc"), diagnostics);
        let name_at = join(&pointer, "name");
        if names::upper(&named.name) == named.name {
            variants.take(file, &name_at, value, named.name.clone(), diagnostics);
        } else {
            let message = format!("`{}` cannot be the name of a value", named.name);
            diagnostics.add(file, &name_at, message, "write a name in upper camel case");
        }
    }
}
