//! The classes of error codes.

use std::collections::HashSet;

use super::context::Context;
use super::values::check_doc;
use crate::diagnostics::Diagnostics;
use crate::spec::{Common, advise, join, nearest};

/// Checks the rules by name.
pub(super) fn check_rules(common: &Common, diagnostics: &mut Diagnostics) {
    let mut seen = HashSet::new();
    for (index, rule) in common.error_class_rules.iter().enumerate() {
        let pointer = join("/error_class_rules", &index.to_string());
        check_doc(&rule.reason, "common.json", &join(&pointer, "reason"), diagnostics);
        for (index, pattern) in rule.codes.iter().enumerate() {
            let place = join(&join(&pointer, "codes"), &index.to_string());
            if !seen.insert(pattern.to_ascii_lowercase()) {
                let message = format!("an earlier rule already matches `{pattern}`");
                diagnostics.add("common.json", &place, message, "remove one of the two");
            }
        }
    }
}

/// Checks the classes that a product assigns to its own codes, in addition to those rules.
pub(super) fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let (file, product) = (&context.product_file, context.product);
    // Without the codes or the rules, all classes would be wrong.
    if !context.whole {
        return;
    }
    for (code, class) in &product.error_classes {
        let place = join("/error_classes", code);
        if !product.errors.contains_key(code) {
            let help = advise(nearest(code, product.errors.keys().map(String::as_str)), "add it to `errors` first");
            diagnostics.add(file, &place, format!("unknown error code `{code}`"), help);
        } else if context.common.error_class(code) == *class {
            let message = format!("the rules in common.json already determine the class of `{code}`");
            diagnostics.add(file, &place, message, "remove it");
        }
    }
}
