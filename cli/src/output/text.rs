//! Tab separated text for shell scripts: a row a line, no header.

use std::io;

use serde_json::{Map, Value};

use super::escape;
use super::fields;
use super::shape::Shape;

/// Writes a value. A string on its own is written as it is, so that files such as certificates can be saved; in rows,
/// tabs and line breaks are escaped. `null` is nothing.
pub(crate) fn write(value: &Value, shape: Option<&Shape>, out: &mut dyn io::Write, terminal: bool) -> io::Result<()> {
    match value {
        Value::Null => Ok(()),
        Value::String(text) if terminal => writeln!(out, "{}", escape::for_terminal(text)),
        Value::String(text) => writeln!(out, "{text}"),
        Value::Array(items) => write_rows(items, shape, out),
        Value::Object(object) => row(&fields::names(std::iter::once(object), shape), object, out),
        scalar => writeln!(out, "{scalar}"),
    }
}

/// Writes items, a row each.
pub(crate) fn write_rows(items: &[Value], shape: Option<&Shape>, out: &mut dyn io::Write) -> io::Result<()> {
    let columns = fields::names(items.iter().filter_map(Value::as_object), shape);
    for item in items {
        match item {
            Value::Object(object) => row(&columns, object, out)?,
            Value::Array(values) => line(values.iter(), out)?,
            scalar => line(std::iter::once(scalar), out)?,
        }
    }
    Ok(())
}

fn row(columns: &[&str], object: &Map<String, Value>, out: &mut dyn io::Write) -> io::Result<()> {
    line(columns.iter().map(|column| object.get(*column).unwrap_or(&Value::Null)), out)
}

fn line<'a>(values: impl Iterator<Item = &'a Value>, out: &mut dyn io::Write) -> io::Result<()> {
    for (index, value) in values.enumerate() {
        if index > 0 {
            out.write_all(b"\t")?;
        }
        match value {
            Value::Null => {}
            Value::String(text) => out.write_all(escape::in_row(text).as_bytes())?,
            // Compact JSON, whose strings escape tabs and line breaks themselves.
            other => write!(out, "{other}")?,
        }
    }
    out.write_all(b"\n")
}
