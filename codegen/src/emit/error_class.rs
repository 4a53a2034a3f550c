//! The classes of error codes as tables.

use super::layout;
use crate::model::Product;
use crate::render;
use crate::spec::{Common, ErrorClass};

/// The rules by name, which hold for all products.
pub(super) fn rules(common: &Common) -> String {
    let rule = |rule: &crate::spec::ErrorClassRule| {
        let rows = rule.codes.iter().map(|pattern| row(&pattern.to_ascii_lowercase(), rule.class, "RetryClass"));
        format!("    // {}\n{}", rule.reason, rows.collect::<String>())
    };
    let rows: String = common.error_class_rules.iter().map(rule).collect();
    let items = [
        "use crate::retry_class::RetryClass;\n".to_owned(),
        format!(
            "/// The classes of error codes by name: the first pattern that matches decides. Patterns are in lower case, and \
             `*`\n/// matches any characters.\npub(crate) const ERROR_CLASS_RULES: &[(&str, RetryClass)] = {};\n",
            table(&rows)
        ),
    ];
    render::file("spec/common.json", "What error codes mean.", &items)
}

/// The codes of a product that mean something else than their names suggest.
pub(super) fn of_product(product: &Product<'_>) -> String {
    let classes = &product.spec.error_classes;
    let rows: String = classes.iter().map(|(code, class)| row(code, *class, "rt::RetryClass")).collect();
    format!("const ERROR_CLASSES: &[(&str, rt::RetryClass)] = {};\n", table(&rows))
}

fn table(rows: &str) -> String {
    if rows.is_empty() { "&[]".to_owned() } else { format!("&[\n{rows}]") }
}

fn row(code: &str, class: ErrorClass, path: &str) -> String {
    let class = match class {
        ErrorClass::Permanent => "Permanent",
        ErrorClass::Throttled => "Throttled",
        ErrorClass::Transient => "NotExecuted",
        ErrorClass::OutcomeUnknown => "OutcomeUnknown",
        ErrorClass::OutcomeUnknownPermanent => "OutcomeUnknownPermanent",
        ErrorClass::Credentials => "CredentialsRejected",
        ErrorClass::Clock => "ClockSkew",
    };
    let line = format!("({code:?}, {path}::{class}),");
    if layout::fits(4, &line) {
        return format!("    {line}\n");
    }
    let items = [format!("{code:?}"), format!("{path}::{class}")];
    format!("    {}\n", layout::vertical(4, "(", &items, "),"))
}
