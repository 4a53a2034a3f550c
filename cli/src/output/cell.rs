//! Values as people read them in a table.

use super::escape;
use super::shape::Field;
use super::width::width;
use serde_json::{Map, Value};

/// Lists of scalars up to this width are written out in a cell; longer ones are counted.
const MAX_LIST: usize = 32;

/// What an unset time is in responses.
const NO_TIME: &str = "0000-00-00 00:00:00";

/// A value in one line, with the name of an enum's value if its field is known.
pub(crate) fn text(value: &Value, field: Option<&Field>) -> String {
    match value {
        Value::Array(items) if items.is_empty() => String::new(),
        Value::Array(items) => match list(items, field).filter(|list| width(list) <= MAX_LIST) {
            Some(list) => list,
            None => count(items.len(), "item"),
        },
        Value::Object(object) => match serde_json::to_string(value).map(|json| escape::for_reading(&json)) {
            Ok(json) if width(&json) <= MAX_LIST => json,
            _ => count(object.len(), "field"),
        },
        scalar => scalar_text(scalar, field),
    }
}

/// A scalar or a list of scalars, of any length.
pub(crate) fn full_text(value: &Value, field: Option<&Field>) -> String {
    match value {
        Value::Array(items) => list(items, field).unwrap_or_else(|| count(items.len(), "item")),
        Value::Object(object) if object.is_empty() => String::new(),
        other => scalar_text(other, field),
    }
}

/// Whether a value says nothing.
pub(crate) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty() || text == NO_TIME,
        Value::Array(items) => items.is_empty(),
        Value::Object(object) => object.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether a value is a list of objects, which is a table of its own.
pub(crate) fn is_table(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|items| !items.is_empty() && items.iter().all(Value::is_object) && list(items, None).is_none())
}

fn scalar_text(value: &Value, field: Option<&Field>) -> String {
    let text = match value {
        Value::Null => return String::new(),
        Value::String(text) => escape::for_reading(text),
        other => other.to_string(),
    };
    match field.and_then(|field| field.name_of(&text)) {
        Some(name) => format!("{text} ({name})"),
        None => text,
    }
}

/// Scalars, or tags as `key=value`, separated by commas.
fn list(items: &[Value], field: Option<&Field>) -> Option<String> {
    let mut texts = Vec::with_capacity(items.len());
    for item in items {
        texts.push(match item {
            Value::Object(object) => tag(object)?,
            Value::Array(_) => return None,
            scalar => scalar_text(scalar, field),
        });
    }
    Some(texts.join(", "))
}

/// Objects such as `{"TagKey": "team", "TagValue": "search"}`.
fn tag(object: &Map<String, Value>) -> Option<String> {
    let mut fields = object.iter();
    let (first, second) = (fields.next()?, fields.next()?);
    let (key, value) = if first.0.ends_with("Key") { (first, second) } else { (second, first) };
    let is_tag = fields.next().is_none() && key.0.ends_with("Key") && value.0.ends_with("Value");
    let scalars = !key.1.is_array() && !key.1.is_object() && !value.1.is_array() && !value.1.is_object();
    (is_tag && scalars).then(|| format!("{}={}", scalar_text(key.1, None), scalar_text(value.1, None)))
}

/// A number of things, such as `2 items`.
pub(crate) fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_summarized() {
        let long = vec!["abcdefgh"; 5];
        for (value, expected) in [
            (json!(null), ""),
            (json!(true), "true"),
            (json!(18_446_744_073_709_551_615_u64), "18446744073709551615"),
            (json!(0.25), "0.25"),
            (json!("a\nb"), "a\\nb"),
            (json!([]), ""),
            (json!(["1", "2"]), "1, 2"),
            (json!(long), "5 items"),
            (json!([{"A": 1}]), "1 item"),
            (json!([{"A": 1}, {"A": 2}]), "2 items"),
            (json!([[1], [2]]), "2 items"),
            (json!([{"TagKey": "team", "TagValue": "search"}, {"TagKey": "env", "TagValue": ""}]), "team=search, env="),
            (json!([{"Value": "b", "Key": "a"}]), "a=b"),
            (json!({"A": 1}), r#"{"A":1}"#),
            (json!({"A": "0123456789", "B": "0123456789", "C": 1}), "3 fields"),
        ] {
            assert_eq!(text(&value, None), expected, "{value}");
        }
    }

    #[test]
    fn values_of_enums_have_names() {
        let field = Field {
            name: "Status".to_owned(),
            values: vec![("2".to_owned(), "Running".to_owned()), ("local".to_owned(), "local".to_owned())],
        };
        for (value, expected) in [
            (json!(2), "2 (Running)"),
            (json!("2"), "2 (Running)"),
            (json!(9), "9"),
            (json!("local"), "local"),
            (json!([2, 9]), "2 (Running), 9"),
        ] {
            assert_eq!(text(&value, Some(&field)), expected, "{value}");
        }
    }
}
