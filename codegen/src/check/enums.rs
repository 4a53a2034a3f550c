//! Named sets of values.

use std::collections::{BTreeSet, HashSet};

use super::{Context, check_doc, samples};
use crate::names;
use crate::read::Faults;
use crate::source::join;
use crate::spec::Type;

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    let file = &context.types_file();
    let fields = context.action_fields().chain(context.type_fields());
    let used: BTreeSet<&str> = fields.filter_map(|field| field.enumeration.as_deref()).collect();
    for (name, set) in &context.types.enums {
        let pointer = join("/enums", name);
        check_doc(&set.doc, file, &join(&pointer, "doc"), faults);
        if context.whole && !used.contains(name.as_str()) {
            faults.add(file, &pointer, format!("nothing uses the enum `{name}`"), "remove it, or use it");
        }
        if names::type_name(name) != *name || context.types.types.contains_key(name) {
            let what = format!("`{name}` cannot be the name of an enum");
            faults.add(file, &pointer, what, "write a name in upper camel case that no structure has");
        }
        if !matches!(set.ty, Type::Int64 | Type::String) {
            faults.add(
                file,
                &join(&pointer, "type"),
                format!("an enum's values cannot be `{}`", set.ty),
                "write int64 or string",
            );
        }
        if set.values.is_empty() {
            faults.add(file, &join(&pointer, "values"), "the set is empty", "list its values, or remove the enum");
        }
        let mut taken = HashSet::from(["Other"]);
        for (value, named) in &set.values {
            let pointer = join(&join(&pointer, "values"), value);
            check_doc(&named.doc, file, &join(&pointer, "doc"), faults);
            if !samples::text_fits(value, &set.ty) {
                faults.add(
                    file,
                    &pointer,
                    format!("the value `{value}` is no `{}`", set.ty),
                    "correct the value or the type",
                );
            }
            if names::marker(&named.name) != named.name || !taken.insert(&named.name) {
                let what = format!("`{}` cannot be the name of this value", named.name);
                faults.add(
                    file,
                    &join(&pointer, "name"),
                    what,
                    "write a name in upper camel case that no other value has",
                );
            }
        }
    }
}
