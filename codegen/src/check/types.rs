//! Shared structs.

use super::context::Context;
use super::fields::{self, Side};
use super::values::{check_doc, check_page};
use crate::diagnostics::Diagnostics;
use crate::emit::reserved::VALUE_METHODS;
use crate::spec::{join, reachable};

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let file = &context.types_file;
    check_page(&context.types.page, file, "/page", diagnostics);
    let used = reachable(context.types, context.action_fields());
    let sent = reachable(context.types, context.all_parameters());
    for (name, structure) in &context.types.types {
        let pointer = join("/types", name);
        check_doc(&structure.doc, file, &join(&pointer, "doc"), diagnostics);
        if context.whole && !used.contains(name.as_str()) {
            diagnostics.add(
                file,
                &pointer,
                format!("the struct `{name}` is unused"),
                "use it, or remove it if no action needs it",
            );
        }
        let reserved: &[&str] = if sent.contains(name.as_str()) { &VALUE_METHODS } else { &[] };
        if let Some(fields) = context.structure(name) {
            fields::check(&fields, Side::Either, reserved, diagnostics);
        }
    }
}
