//! The classes of error codes as tables.

use super::layout::{self, Pad};
use crate::model::Product;
use crate::render;
use crate::spec::{Common, ErrorClass, ErrorClassRule};
use crate::target::Target;

/// Writes the rules by name, which apply to all products, and the exceptions of each product.
pub(super) fn file(common: &Common, products: &[Product<'_>]) -> String {
    let rule = |rule: &ErrorClassRule| {
        let class = variant(rule.class);
        let row = |code: &String| format!("    ({:?}, RetryClass::{class}),\n", code.to_ascii_lowercase());
        format!("    // {}\n{}", rule.reason, rule.codes.iter().map(row).collect::<String>())
    };
    let rows: String = common.error_class_rules.iter().map(rule).collect();
    let rows = if rows.is_empty() { rows } else { format!("\n{rows}") };
    let items = [
        "use crate::retry_class::RetryClass;\n".to_owned(),
        format!(
            "/// The classes of error codes by name: the first pattern that matches decides. Patterns are in lower case, and \
             `*`\n/// matches any characters.\npub(crate) const ERROR_CLASS_RULES: &[(&str, RetryClass)] = &[{rows}];\n",
        ),
        exceptions(products),
    ];
    render::file(&Target::sdk().header("/common.json"), "What error codes mean.", &items)
}

/// Writes the exceptions of all products by name, for calls that know only the names of their product.
fn exceptions(products: &[Product<'_>]) -> String {
    let arm = |product: &Product<'_>| {
        let (open, pairs) =
            (format!("({:?}, {:?}) => ", product.spec.product, product.spec.version), pairs(product, "RetryClass"));
        let list = format!("&[{}]", pairs.join(", "));
        // A list that fits on a line of its own is in a block.
        if !layout::fits(8, &format!("{open}{list},")) && layout::fits(12, &list) {
            return format!("        {open}{{\n            {list}\n        }}\n");
        }
        format!("        {}\n", layout::list(8, &format!("{open}&["), &pairs, "],", Pad::Tight))
    };
    let arms: String = products.iter().filter(|product| !product.spec.error_classes.is_empty()).map(arm).collect();
    format!(
        "/// The codes of a product whose meaning differs from what their names suggest.\npub(crate) fn error_classes_of(\
         product: &str, version: &str) -> &'static [(&'static str, RetryClass)] {{\n    match (product, version) \
         {{\n{arms}        _ => &[],\n    }}\n}}\n"
    )
}

/// Writes the codes of a product whose meaning differs from what their names suggest.
pub(super) fn of_product(product: &Product<'_>) -> String {
    let open = "const ERROR_CLASSES: &[(&str, rt::RetryClass)] = &[";
    layout::list(0, open, &pairs(product, "rt::RetryClass"), "];\n", Pad::Tight)
}

fn pairs(product: &Product<'_>, path: &str) -> Vec<String> {
    let pair = |(code, class): (&String, &ErrorClass)| format!("({code:?}, {path}::{})", variant(*class));
    product.spec.error_classes.iter().map(pair).collect()
}

/// Returns the class as the SDK names it.
fn variant(class: ErrorClass) -> &'static str {
    match class {
        ErrorClass::Permanent => "Permanent",
        ErrorClass::Throttled => "Throttled",
        ErrorClass::Transient => "NotExecuted",
        ErrorClass::OutcomeUnknown => "OutcomeUnknown",
        ErrorClass::OutcomeUnknownPermanent => "OutcomeUnknownPermanent",
        ErrorClass::Credentials => "CredentialsRejected",
        ErrorClass::Clock => "ClockSkew",
    }
}
