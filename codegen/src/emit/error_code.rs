//! Error codes as enums.

use indexmap::IndexMap;

use super::{docs, layout};
use crate::model::{Action, Product};
use crate::names;

/// The enum of an action's error codes.
pub(super) fn of_action(product: &Product<'_>, action: &Action<'_>) -> String {
    let meaning = |code| product.spec.errors.get(code).or_else(|| product.common.errors.get(code));
    let rows: String = action.error_codes().map(|code| row(code, meaning(code))).collect();
    let text = format!(
        "Why [`{}`](super::Client::{}) was refused.{}",
        action.spec.action,
        action.method,
        if action.spec.errors.is_some() { "" } else { "\n\nThe documentation lists no codes for this action." }
    );
    definition("rt::error_codes!", &format!("{}ErrorCode", action.name), &docs::lines(&text), &rows)
}

/// The enum of the codes that any action can return.
pub(super) fn common(codes: &IndexMap<String, String>, doc: &[String]) -> String {
    let rows: String = codes.iter().map(|(code, meaning)| row(code, Some(meaning))).collect();
    definition("common_error_codes!", "CommonErrorCode", doc, &rows)
}

fn definition(kind: &str, name: &str, doc: &[String], rows: &str) -> String {
    let body = if rows.is_empty() { "{}".to_owned() } else { format!("{{\n{rows}    }}") };
    format!("{kind} {{\n{}    pub enum {name} {body}\n}}\n", layout::doc(4, doc))
}

fn row(code: &str, meaning: Option<&String>) -> String {
    let meaning = meaning.map(|meaning| format!(": {meaning}")).unwrap_or_default();
    let doc = layout::doc(8, &docs::lines(&format!("`{code}`{meaning}")));
    format!("{doc}        {} = {code:?},\n", names::variant(code))
}
