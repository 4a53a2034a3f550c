//! Parameters in queries and forms: names express the structure, and every value is a string.
//!
//! ```
//! use tencloud::signing::query;
//!
//! let parameters = serde_json::json!({ "Zones": [{ "Name": "a b" }], "Force": true });
//! let pairs = query::flatten(parameters.as_object().unwrap());
//! assert_eq!(query::encode(&pairs), "Zones.0.Name=a+b&Force=true");
//! ```

use std::fmt::Write;

use serde_json::{Map, Value as Json};

use crate::record::{Record, Value};

/// Flattens parameters: items become `Name.0`, members become `Name.0.Sub`, and booleans become `true` or `false`.
///
/// The order is that of the parameters. `null` and empty lists are omitted, since there is no way to write them.
pub fn flatten(parameters: &Map<String, Json>) -> Vec<(String, String)> {
    pairs(parameters)
}

/// Does the same for any record.
pub(crate) fn pairs(record: &dyn Record) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    members(record, &mut String::new(), &mut pairs);
    pairs
}

fn members(record: &dyn Record, path: &mut String, pairs: &mut Vec<(String, String)>) {
    record.visit(&mut |name, field| step(path, name, |path| self::value(field, path, pairs)));
}

/// Descends into a name, and returns.
fn step(path: &mut String, name: &str, inside: impl FnOnce(&mut String)) {
    let length = path.len();
    if length > 0 {
        path.push('.');
    }
    path.push_str(name);
    inside(path);
    path.truncate(length);
}

fn value(value: Value<'_>, path: &mut String, pairs: &mut Vec<(String, String)>) {
    let text = match value {
        Value::None => return,
        Value::Record(record) => return members(record, path, pairs),
        Value::List(list) => {
            for (index, item) in list.items().into_iter().enumerate() {
                step(path, &index.to_string(), |path| self::value(item, path, pairs));
            }
            return;
        }
        Value::Str(text) => text.to_owned(),
        Value::Secret(secret) => secret.expose().to_owned(),
        Value::I64(number) => number.to_string(),
        Value::U64(number) => number.to_string(),
        // Written with a decimal point, as in JSON: `1.0`.
        Value::F64(number) => format!("{number:?}"),
        Value::Bool(value) => value.to_string(),
    };
    pairs.push((path.clone(), text));
}

/// Encodes pairs as `application/x-www-form-urlencoded`: a space becomes `+`, and everything but letters, digits and
/// `-._~` is percent-encoded in upper case.
pub fn encode<N: AsRef<str>, V: AsRef<str>>(pairs: &[(N, V)]) -> String {
    let mut out = String::with_capacity(pairs.len() * 32);
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        push_encoded(&mut out, name.as_ref());
        out.push('=');
        push_encoded(&mut out, value.as_ref());
    }
    out
}

fn push_encoded(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            // Writing to a string cannot fail.
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_structure_is_in_the_names() {
        let eleven: Vec<_> = (0..11).collect();
        let of_eleven: Vec<_> = (0..11).map(|n| format!("Ids.{n}={n}")).collect();
        for (parameters, expected) in [
            (json!({}), ""),
            (json!({"Id": "a&b c+", "Count": 5}), "Id=a%26b+c%2B&Count=5"),
            (json!({"Id": "中~*-._", "Force": false}), "Id=%E4%B8%AD~%2A-._&Force=false"),
            (
                json!({"Offset": -3, "Share": 0.5, "Whole": 1.0, "Big": u64::MAX}),
                "Offset=-3&Share=0.5&Whole=1.0&Big=18446744073709551615",
            ),
            (
                json!({"Nodes": [{"Type": 1, "Zones": ["z", "y"]}, {"Type": 2}]}),
                "Nodes.0.Type=1&Nodes.0.Zones.0=z&Nodes.0.Zones.1=y&Nodes.1.Type=2",
            ),
            (json!({"A": {"B": {"C": "d"}}, "E": ""}), "A.B.C=d&E="),
            (json!({"A": null, "B": [], "C": {}, "D": [[1], []]}), "D.0.0=1"),
            (json!({"Ids": eleven}), of_eleven.join("&").as_str()),
        ] {
            assert_eq!(encode(&flatten(parameters.as_object().unwrap())), expected);
        }
    }
}
