//! The same JSON as other serializers write it.

use std::{collections::BTreeMap, io};

use serde::Serialize;
use serde_json::{
    Serializer, Value,
    ser::{CompactFormatter, Formatter, PrettyFormatter},
};

/// The longest spelling that is tried, in bytes: a document that is deeply nested is much longer if it is indented.
const LONGEST: usize = 1024 * 1024;

/// Writes a document, unless it becomes too long.
type Write = fn(&Value) -> Option<String>;

/// Escapes what another serializer does.
type Escape = fn(&str) -> String;

/// Where other serializers write spaces.
const SPACES: [(Write, &str); 5] = [
    (|value| write(value, CompactFormatter), "without spaces"),
    (|value| write(value, Python), "with spaces after `:` and `,`, as Python writes it"),
    (|value| write(value, PrettyFormatter::with_indent(b"  ")), "indented by 2"),
    (|value| write(value, PrettyFormatter::with_indent(b"    ")), "indented by 4"),
    (|value| write(value, PrettyFormatter::with_indent(b"\t")), "indented by tabs"),
];

/// What other serializers escape.
const ESCAPES: [(Escape, &str); 4] = [
    (str::to_owned, ""),
    (escape_unicode, ", with `\\u` for characters outside ASCII"),
    (escape_html, ", with `\\u` for `<`, `>` and `&`, as Go writes it"),
    (|text| text.replace('/', "\\/"), ", with `\\/` for `/`, as PHP writes it"),
];

/// Returns other spellings of a JSON document, one at a time, and what is different in each.
pub(super) fn rewritten(text: &str) -> impl Iterator<Item = (String, String)> {
    let value = serde_json::from_str::<Value>(text).ok();
    let orders = value.into_iter().flat_map(|value| [(value.clone(), ""), (sorted(value), ", with sorted names")]);
    let written = orders.flat_map(|(value, order)| {
        SPACES.into_iter().filter_map(move |(write, spaces)| Some((write(&value)?, spaces, order)))
    });
    let escaped = written.flat_map(|(written, spaces, order)| {
        ESCAPES.into_iter().map(move |(escape, escapes)| (escape(&written), format!("{spaces}{escapes}{order}")))
    });
    escaped.filter(move |(other, _)| other != text)
}

fn write(value: &Value, formatter: impl Formatter) -> Option<String> {
    let mut out = Bounded(Vec::new());
    value.serialize(&mut Serializer::with_formatter(&mut out, formatter)).ok()?;
    String::from_utf8(out.0).ok()
}

/// A text that does not become too long.
struct Bounded(Vec<u8>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LONGEST {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Python's `json.dumps`.
struct Python;

impl Formatter for Python {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<_, _> = members.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            Value::Object(members.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

/// Characters outside ASCII occur only in strings, so that the text can be escaped as a whole.
fn escape_unicode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    out
}

fn escape_html(text: &str) -> String {
    text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_is_much_longer_than_the_document() {
        let long = format!("{}{}1{}", "[".repeat(126), "1,".repeat(10_000), "]".repeat(126));
        let spaces = |text: &str| -> Vec<String> { rewritten(text).map(|(_, spaces)| spaces).collect() };
        assert_eq!(spaces("[1,2]").len(), 32, "all but the document itself");
        assert!(!spaces(&long).iter().any(|spaces| spaces.starts_with("indented by 4")));
        assert!(spaces(&long).iter().any(|spaces| spaces.contains("Python")));
        assert!(rewritten(&long).all(|(other, _)| other.len() <= LONGEST));
    }
}
