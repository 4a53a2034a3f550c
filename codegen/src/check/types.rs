//! Shared structures.

use super::context::Context;
use super::fields::{self, Side};
use super::{check_doc, check_page};
use crate::emit::reserved::VALUE_METHODS;
use crate::fault::Faults;
use crate::source::join;
use crate::spec::reachable;

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    let file = &context.types_file;
    check_page(&context.types.page, file, "/page", faults);
    let used = reachable(context.types, context.action_fields());
    let sent = reachable(context.types, context.all_parameters());
    for (name, structure) in &context.types.types {
        let pointer = join("/types", name);
        check_doc(&structure.doc, file, &join(&pointer, "doc"), faults);
        if context.whole && !used.contains(name.as_str()) {
            faults.add(file, &pointer, format!("nothing uses the structure `{name}`"), "remove it, or use it");
        }
        let reserved: &[&str] = if sent.contains(name.as_str()) { &VALUE_METHODS } else { &[] };
        if let Some(fields) = context.structure(name) {
            fields::check(&fields, Side::Either, reserved, faults);
        }
    }
}
