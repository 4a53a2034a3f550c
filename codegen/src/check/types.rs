//! Shared structures.

use super::fields::{self, Side};
use super::{Context, check_doc, check_page};
use crate::read::Faults;
use crate::source::join;
use crate::spec::reachable;

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    let file = &context.types_file();
    check_page(&context.types.page, file, "/page", faults);
    let used = reachable(context.types, context.action_fields());
    for (name, structure) in &context.types.types {
        let pointer = join("/types", name);
        check_doc(&structure.doc, file, &join(&pointer, "doc"), faults);
        if context.whole && !used.contains(name.as_str()) {
            faults.add(file, &pointer, format!("nothing uses the structure `{name}`"), "remove it, or use it");
        }
        fields::check(context, file, &join(&pointer, "fields"), &structure.fields, Side::Either, faults);
    }
}
