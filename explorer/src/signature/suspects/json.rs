//! The same JSON as other serializers write it.

use std::{collections::BTreeMap, io};

use serde::Serialize;
use serde_json::{
    Serializer, Value,
    ser::{CompactFormatter, Formatter, PrettyFormatter},
};

/// Returns other spellings of a JSON document, and what is different in each.
pub(super) fn rewritten(text: &str) -> Vec<(String, String)> {
    let Ok(value) = serde_json::from_str::<Value>(text) else { return Vec::new() };
    let mut out = Vec::new();
    for (value, order) in [(value.clone(), ""), (sorted(value), ", with sorted names")] {
        for (written, spaces) in [
            (write(&value, CompactFormatter), "without spaces"),
            (write(&value, Python), "with spaces after `:` and `,`, as Python writes it"),
            (write(&value, PrettyFormatter::with_indent(b"  ")), "indented by 2"),
            (write(&value, PrettyFormatter::with_indent(b"    ")), "indented by 4"),
            (write(&value, PrettyFormatter::with_indent(b"\t")), "indented by tabs"),
        ] {
            for (other, escapes) in [
                (written.clone(), ""),
                (escape_unicode(&written), ", with `\\u` for characters outside ASCII"),
                (escape_html(&written), ", with `\\u` for `<`, `>` and `&`, as Go writes it"),
                (written.replace('/', "\\/"), ", with `\\/` for `/`, as PHP writes it"),
            ] {
                if other != text {
                    out.push((other, format!("{spaces}{escapes}{order}")));
                }
            }
        }
    }
    out
}

fn write(value: &Value, formatter: impl Formatter) -> String {
    let mut out = Vec::new();
    // Writing to memory cannot fail.
    drop(value.serialize(&mut Serializer::with_formatter(&mut out, formatter)));
    String::from_utf8(out).unwrap_or_default()
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
