//! Requests that a sample shows as a query: `https://host/?Action=X&Name.0.Key=value&<common parameters>`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use tencloud_spec::flat;

/// Returns the parameters of a query in their order, without placeholders for common parameters.
pub(super) fn parameters(query: &str) -> Result<Vec<(String, String)>, String> {
    let query = query.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let own: Vec<&str> = query.lines().filter(|line| !is_placeholder(line.trim().trim_start_matches('&'))).collect();
    let mut parameters = Vec::new();
    for part in own.join("\n").split('&') {
        let part = part.trim();
        if part.is_empty() || is_placeholder(part) {
            continue;
        }
        let (name, value) = part
            .split_once('=')
            .ok_or_else(|| format!("its part `{part}` is neither a parameter nor a placeholder"))?;
        if value.contains('\n') {
            return Err(format!("the value of `{}` spans several lines", name.trim()));
        }
        parameters.push((name.trim().to_owned(), decode(value.trim())));
    }
    Ok(parameters)
}

/// Returns whether this is a placeholder `<…>`, possibly as the text of a link.
fn is_placeholder(part: &str) -> bool {
    let part = part.trim_start_matches(['[', '*', '`']);
    part.starts_with('<') && part.contains('>')
}

/// Decodes the percent escapes of a value. If there are escapes, a `+` is a space, as in forms. Without escapes, and
/// before the offset of a time, it is kept: pages use it in times, and not for a space.
fn decode(value: &str) -> String {
    let is_hex = |digits: &&str| digits.chars().all(|c| c.is_ascii_hexdigit());
    let hex = |digits: Option<&str>| u8::from_str_radix(digits.filter(is_hex)?, 16).ok();
    let mut bytes = Vec::with_capacity(value.len());
    let mut is_escaped = false;
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        let escaped = if c == '%' { hex(rest.get(1..3)) } else { None };
        match escaped {
            // An escaped plus sign differs from the others.
            Some(b'+') => bytes.extend_from_slice(PLUS.encode_utf8(&mut [0; 4]).as_bytes()),
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        is_escaped |= escaped.is_some();
        rest = rest.get(if escaped.is_some() { 3 } else { c.len_utf8() }..).unwrap_or_default();
    }
    let Ok(text) = String::from_utf8(bytes) else { return value.to_owned() };
    let blanks = is_escaped && !is_time_with_offset(&text);
    let text = if blanks { text.replace('+', " ") } else { text };
    text.replace(PLUS, "+")
}

/// Represents an escaped `+` until all others are decoded. No page contains this character.
const PLUS: char = '\u{f8ff}';

/// Returns whether a text is a time such as `2019-05-28T10:40:00+08:00`.
fn is_time_with_offset(text: &str) -> bool {
    let Some((time, offset)) = text.rsplit_once('+') else { return false };
    let is_like = |text: &str, pattern: &str| {
        text.len() == pattern.len()
            && text.bytes().zip(pattern.bytes()).all(|(c, p)| if p == b'0' { c.is_ascii_digit() } else { c == p })
    };
    is_like(offset, "00:00") && is_like(time.get(..19).unwrap_or_default(), "0000-00-00T00:00:00")
}

/// Nests `Name.0.Key` into lists and objects. Every value remains a string.
pub(super) fn nest(parameters: &[(String, String)]) -> Result<Map<String, Value>, String> {
    let nested = flat::nest(parameters.iter().map(|(name, value)| (name.as_str(), value.clone())));
    let nested = nested.map_err(|error| error.to_string())?;
    nested.into_iter().map(|(name, value)| Ok((name, lists(value)?))).collect()
}

/// Converts objects whose keys are indices to lists, since the types are not known at this point. Some pages count from
/// 1.
fn lists(value: Value) -> Result<Value, String> {
    let Value::Object(members) = value else { return Ok(value) };
    let is_index = |name: &String| name.chars().all(|c| c.is_ascii_digit());
    if !members.keys().all(is_index) {
        let members = members.into_iter().map(|(name, value)| Ok((name, lists(value)?)));
        return Ok(Value::Object(members.collect::<Result<_, String>>()?));
    }
    let mut items = BTreeMap::new();
    for (index, value) in members {
        let index: usize = index.parse().map_err(|_| format!("`{index}` is not an index"))?;
        items.insert(index, lists(value)?);
    }
    let first = items.keys().next().copied().unwrap_or_default();
    let gap = items.keys().zip(first..).find(|(index, expected)| *index != expected);
    match gap {
        _ if first > 1 => Err(format!("a list starts at index {first}")),
        Some((_, missing)) => Err(format!("a list has no index {missing}")),
        None => Ok(Value::Array(items.into_values().collect())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn queries_become_objects() {
        let query = "Action=X\n&Limit=5\n&Time=2019-05-28T10:40:00+08:00\n&Remark=a%20b%2\n&Ids.1=b\n&Ids.0=a\n\
                     &Nodes.0.Zone.Id=7\n<公共请求参数>\n&&lt;Common parameters&gt;\n&[<Common>](https://x)";
        let nested = nest(&parameters(query).unwrap()).unwrap();
        let expected = json!({
            "Action": "X",
            "Limit": "5",
            "Time": "2019-05-28T10:40:00+08:00",
            "Remark": "a b%2",
            "Ids": ["a", "b"],
            "Nodes": [{ "Zone": { "Id": "7" } }],
        });
        assert_eq!(Value::Object(nested), expected);
    }

    #[test]
    fn a_plus_is_a_blank_only_beside_escapes() {
        for (value, expect) in [
            ("2019-10-08+10%3a00%3A00", "2019-10-08 10:00:00"),
            ("2019-10-08 10:00:00", "2019-10-08 10:00:00"),
            ("2019-05-28T10:40:00+08:00", "2019-05-28T10:40:00+08:00"),
            ("2019-05-28T10%3a40%3a00+08%3a00", "2019-05-28T10:40:00+08:00"),
            ("2019-05-28T10%3A40%3A00%2B08%3A00", "2019-05-28T10:40:00+08:00"),
            ("a+b", "a+b"),
            ("a+b%2Bc%20d", "a b+c d"),
            ("50%+1", "50%+1"),
        ] {
            assert_eq!(decode(value), expect, "{value}");
        }
    }

    #[test]
    fn doubtful_queries_are_named() {
        for query in ["a", "A=1&A=2", "A=1&A.B=2", "A.0=1&A.2=2", "A.2=1", "A=1\n2"] {
            let read = parameters(query).and_then(|parameters| nest(&parameters));
            assert!(read.is_err(), "{query}");
        }
    }
}
