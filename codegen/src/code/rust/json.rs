//! Values as `serde_json::json!` takes them.

use super::values;
use crate::code::literal::Literal;
use crate::code::syntax::Syntax;

/// How the macro writes values.
const JSON: Syntax = Syntax {
    null: "null",
    bools: ["false", "true"],
    number,
    text: |text| format!("{text:?}"),
    variable: values::variable,
    key: |text| format!("{text:?}"),
    list: ["[", "]"],
    object: ["{", "}"],
    pad: " ",
    trailing: ",",
    indent: 4,
};

/// How deep macros may call themselves by default.
const RECURSION_LIMIT: usize = 128;

/// Declares a variable with a value.
pub(super) fn variable(name: &str, value: &Literal<'_>) -> String {
    format!("    let {name} = serde_json::json!({});\n", JSON.spread(value, 4))
}

/// Returns the attribute without which the compiler gives up on a value that takes so many steps.
pub(super) fn attribute(steps: usize) -> String {
    match steps > RECURSION_LIMIT {
        true => format!("#![recursion_limit = \"{}\"]\n\n", steps.next_power_of_two()),
        false => String::new(),
    }
}

/// Returns how deep the macro calls itself at most: for each item and its comma, and for key, colon, value and comma of
/// each member.
pub(super) fn steps(value: &Literal<'_>) -> usize {
    match value {
        Literal::List(items) => 4 + 2 * items.len() + items.iter().map(steps).max().unwrap_or_default(),
        Literal::Object(members) => {
            4 + 4 * members.len() + members.iter().map(|(_, value)| steps(value)).max().unwrap_or_default()
        }
        _ => 4,
    }
}

/// Writes a number. Integers are `i32` to the compiler, which refuses larger ones without their type.
fn number(text: &str) -> String {
    let is_large = text.parse::<i32>().is_err();
    match (text.parse::<i64>(), text.parse::<u64>()) {
        (Ok(_), _) if is_large => format!("{text}_i64"),
        (Err(_), Ok(_)) => format!("{text}_u64"),
        _ => text.to_owned(),
    }
}
