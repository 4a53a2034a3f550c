//! JSON as found on pages: with comments, with missing or superfluous commas, and sometimes not JSON at all.

use jsonc_parser::ast;
use jsonc_parser::{ParseOptions, parse_to_ast};
use serde_json::Value;
use tencloud_spec::Source;

/// The reason why a text cannot be read unambiguously, or only after a repair, and the line of that reason, relative to
/// the first line of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unread {
    pub(crate) lines_below: usize,
    pub(crate) why: String,
}

impl From<String> for Unread {
    fn from(why: String) -> Unread {
        Unread { lines_below: 0, why }
    }
}

/// A text as JSON, and the reason why it had to be repaired.
pub(crate) type Mended<T> = (T, Option<Unread>);

/// Reads a text.
pub(crate) fn read(text: &str) -> Result<Mended<Value>, Unread> {
    let (value, mended) = match serde_json::from_str(text) {
        Ok(value) => (value, None),
        Err(error) => {
            let said = error.to_string();
            let what = said.split(" at line ").next().unwrap_or_default();
            let why = Unread { lines_below: error.line().saturating_sub(1), why: format!("invalid JSON: {what}") };
            match lenient(text) {
                Some(value) => (value, Some(why)),
                None => return Err(why),
            }
        }
    };
    let source = Source::new(text);
    if let Some(key) = source.duplicates.first() {
        let lines_below = source.position(key).map_or(0, |(line, _)| line - 1);
        return Err(Unread { lines_below, why: format!("duplicate key {key}") });
    }
    if let Some(number) = changed(&value) {
        return Err(format!("the number {number} does not fit into 64 bits").into());
    }
    Ok((value, mended))
}

fn lenient(text: &str) -> Option<Value> {
    let options = ParseOptions {
        allow_comments: true,
        allow_loose_object_property_names: false,
        allow_trailing_commas: true,
        allow_missing_commas: true,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let parsed = parse_to_ast(text, &Default::default(), &options).ok()?;
    convert(parsed.value.as_ref()?)
}

fn convert(value: &ast::Value<'_>) -> Option<Value> {
    Some(match value {
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::BooleanLit(literal) => Value::Bool(literal.value),
        ast::Value::StringLit(literal) => Value::String(literal.value.to_string()),
        ast::Value::NumberLit(literal) => Value::Number(serde_json::from_str(literal.value).ok()?),
        ast::Value::Array(array) => Value::Array(array.elements.iter().map(convert).collect::<Option<_>>()?),
        ast::Value::Object(object) => Value::Object(
            object
                .properties
                .iter()
                .map(|property| Some((property.name.as_str().to_owned(), convert(&property.value)?)))
                .collect::<Option<_>>()?,
        ),
    })
}

/// Returns a number that reading has changed: an integer that does not fit into 64 bits.
fn changed(value: &Value) -> Option<f64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) if number.is_f64() => number.as_f64().filter(|n| n.fract() == 0.0 && n.abs() > EXACT),
        Value::Array(items) => items.iter().find_map(changed),
        Value::Object(members) => members.values().find_map(changed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_clear_is_read_and_what_is_not_is_named() {
        for text in [r#"{"b": 1, "a": [2.50]}"#, "{\"b\": 1, // note\n \"a\": [2.50,],}", "{\"b\": 1 \"a\": [2.50]}"] {
            let (value, mended) = read(text).unwrap();
            assert_eq!(mended.is_some(), text.contains('\n') || text.contains("1 \"a"), "{text}");
            assert_eq!(value, json!({"b": 1, "a": [2.5]}));
            assert_eq!(value.as_object().unwrap().keys().collect::<Vec<_>>(), ["b", "a"]);
        }
        for (text, why) in [
            ("{\"a\": ...}", "invalid JSON"),
            ("{\"a\": 1, \"a\": 2}", "duplicate key"),
            ("{\"a\": 123456789012345678901234567890}", "64 bits"),
            ("", "invalid JSON"),
        ] {
            assert!(read(text).unwrap_err().why.contains(why), "{text}");
        }
    }
}
