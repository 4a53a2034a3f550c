//! The layout of the spec's JSON: an indentation of two spaces, short values on one line, and what people edit on
//! separate lines.

use serde::Serialize;
use serde_json::Value;

/// The width up to which a value is written on one line, in characters.
const WIDTH: usize = 120;

/// Keys whose values, and the items of these values, are always spread over several lines, so that a diff has one line
/// per fact.
const SPREAD: [&str; 9] =
    ["error_classes", "errors", "fields", "parameters", "results", "samples", "topics", "types", "values"];

/// Keys whose values the service sends or receives. The names in these values are the service's, not the spec's.
const FOREIGN: [&str; 2] = ["request", "response"];

/// Returns a document of the spec, such as an [`Action`](crate::Action), as the text of its file.
pub fn render<T: Serialize>(document: &T) -> String {
    // The types of the spec have only string keys, so this cannot fail.
    format(&serde_json::to_value(document).unwrap_or_default())
}

/// Formats a value of the spec as the text of a file, which ends in a newline.
pub fn format(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value, Place::default());
    out.push('\n');
    out
}

/// The place of a value.
#[derive(Clone, Copy, Default)]
struct Place {
    indent: usize,
    /// The width already used on the line before the value begins.
    column: usize,
    spread: bool,
    foreign: bool,
}

impl Place {
    fn below(self, key: Option<&str>) -> Place {
        let indent = self.indent + 2;
        let label = key.map_or(0, |key| quoted(key).chars().count() + 2);
        Place {
            indent,
            column: indent + label,
            // The items of a spread list are spread, too.
            spread: !self.foreign && key.map_or(self.spread, |key| SPREAD.contains(&key)),
            foreign: self.foreign || key.is_some_and(|key| FOREIGN.contains(&key)),
        }
    }
}

fn write(out: &mut String, value: &Value, place: Place) {
    let members: Vec<(Option<&str>, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(key, value)| (Some(key.as_str()), value)).collect(),
        Value::Array(items) => items.iter().map(|item| (None, item)).collect(),
        _ => Vec::new(),
    };
    let flat = flat(value);
    // The file itself is an object that spans several lines.
    let spread = place.spread || place.indent == 0;
    if members.is_empty() || (!spread && place.column + flat.chars().count() <= WIDTH) {
        out.push_str(&flat);
        return;
    }
    let (open, close) = if value.is_object() { ('{', '}') } else { ('[', ']') };
    out.push(open);
    for (index, (key, member)) in members.into_iter().enumerate() {
        let below = place.below(key);
        out.push_str(if index == 0 { "\n" } else { ",\n" });
        out.extend(std::iter::repeat_n(' ', below.indent));
        if let Some(key) = key {
            out.push_str(&quoted(key));
            out.push_str(": ");
        }
        write(out, member, below);
    }
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', place.indent));
    out.push(close);
}

fn flat(value: &Value) -> String {
    match value {
        Value::Object(members) if !members.is_empty() => {
            let members: Vec<String> =
                members.iter().map(|(key, value)| format!("{}: {}", quoted(key), flat(value))).collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(flat).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn short_values_are_on_one_line_and_facts_on_their_own() {
        let value = json!({
            "rate": { "per_second": 20, "documented": true },
            "parameters": [{ "name": "A", "values": { "0": "off" } }],
            "results": [],
            "errors": ["InternalError"],
            "newer_errors": ["LimitExceeded"],
            "samples": [{ "request": { "errors": ["x"], "values": {} } }],
        });
        let expected = r#"{
  "rate": { "per_second": 20, "documented": true },
  "parameters": [
    {
      "name": "A",
      "values": {
        "0": "off"
      }
    }
  ],
  "results": [],
  "errors": [
    "InternalError"
  ],
  "newer_errors": ["LimitExceeded"],
  "samples": [
    {
      "request": { "errors": ["x"], "values": {} }
    }
  ]
}
"#;
        assert_eq!(format(&value), expected);
    }
}
