//! The classes of error codes as tables.

use super::layout::{self, Pad};
use crate::model::Product;
use crate::render;
use crate::spec::{Common, ErrorClass, ErrorClassRule};

/// The rules by name, which hold for all products.
pub(super) fn rules(common: &Common) -> String {
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
    ];
    render::file("spec/common.json", "What error codes mean.", &items)
}

/// The codes of a product that mean something else than their names suggest.
pub(super) fn of_product(product: &Product<'_>) -> String {
    let pair = |(code, class): (&String, &ErrorClass)| format!("({code:?}, rt::RetryClass::{})", variant(*class));
    let pairs: Vec<String> = product.spec.error_classes.iter().map(pair).collect();
    layout::list(0, "const ERROR_CLASSES: &[(&str, rt::RetryClass)] = &[", &pairs, "];\n", Pad::Tight)
}

/// The class as the SDK calls it.
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
