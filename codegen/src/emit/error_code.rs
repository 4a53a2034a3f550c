//! Error codes as enums.

use indexmap::IndexMap;

use super::links::Place;
use super::{docs, layout};
use crate::model::{Action, Product};
use crate::names;

/// Writes the enum of an action's error codes.
pub(super) fn of_action(product: &Product<'_>, action: &Action<'_>) -> String {
    let meaning = |code: &String| product.spec.errors.get(code).or_else(|| product.common.errors.get(code));
    let place = Place::error_code(product, action);
    let row = |code: &String| {
        let meaning = meaning(code).map(|meaning| place.link(meaning)).unwrap_or_default();
        row(code, product.variants.get(code.as_str()).map(String::as_str).unwrap_or_default(), &meaning)
    };
    let rows: String = action.error_codes().map(row).collect();
    definition("rt::error_codes!", &format!("{}ErrorCode", action.name), &docs::error_code(product, action), &rows)
}

/// Writes the enum of the codes that any action can return.
pub(super) fn common(codes: &IndexMap<String, String>, doc: &[String]) -> String {
    let rows: String = codes.iter().map(|(code, meaning)| row(code, &names::variant(code), meaning)).collect();
    definition("common_error_codes!", "CommonErrorCode", doc, &rows)
}

fn definition(kind: &str, name: &str, doc: &[String], rows: &str) -> String {
    let body = if rows.is_empty() { "{}".to_owned() } else { format!("{{\n{rows}    }}") };
    format!("{kind} {{\n{}    pub enum {name} {body}\n}}\n", layout::doc(4, doc))
}

fn row(code: &str, variant: &str, meaning: &str) -> String {
    let meaning = if meaning.is_empty() { String::new() } else { format!(": {meaning}") };
    let doc = layout::doc(8, &docs::lines(&format!("`{code}`{meaning}")));
    format!("{doc}        {variant} = {code:?},\n")
}
