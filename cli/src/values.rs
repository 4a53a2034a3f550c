//! Values of parameters, read from the text of a flag.

use std::fs;
use std::io::{self, Read as _};
use std::sync::atomic::{AtomicBool, Ordering};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use heck::ToKebabCase as _;
use serde_json::Value;
use tencloud_calls::secrets;
use tencloud_calls::values::{expected, read_text};
use tencloud_spec::{Field, Type, Types};

use crate::failure::Failure;
use crate::interrupt;

/// Why a secret must not be an argument.
pub(crate) const VISIBLE: &str =
    "everyone on this machine can read a secret on a command line; pass @- and write it to stdin, or @file";

/// Where the value of a flag is.
#[derive(Clone, Copy)]
pub(crate) enum Source<'t> {
    /// On the command line.
    Text(&'t str),
    /// In this file, or in stdin for `-`.
    File(&'t str),
}

/// Returns where the value of a flag is: in a file after an `@`. `@@` stands for an `@` at the start.
pub(crate) fn source(text: &str) -> Source<'_> {
    match text.strip_prefix('@') {
        Some(file) if !file.starts_with('@') => Source::File(file),
        rest => Source::Text(rest.unwrap_or(text)),
    }
}

/// Reads the text of a flag as a value of a type, that of the field or of the items of its list: plain text, a number,
/// `true`, the name of an enum's value, JSON, or what [`source`] leads to.
pub(crate) fn read(text: &str, field: &Field, ty: &Type, types: &Types) -> Result<Value, Failure> {
    match source(text) {
        Source::Text(_) if field.is_secret() => Err(Failure::usage(VISIBLE)),
        Source::Text(text) => {
            let value = read_text(text, field, ty, types)?;
            if secrets::are_in_value(&value, ty, types) { Err(Failure::usage(VISIBLE)) } else { Ok(value) }
        }
        Source::File(file) => read_bytes(contents(file)?, file, field, ty, types),
    }
}

/// Reads what a file, or stdin, contains as a value. Errors do not quote it: it may be a secret.
pub(crate) fn read_bytes(
    bytes: Vec<u8>,
    file: &str,
    field: &Field,
    ty: &Type,
    types: &Types,
) -> Result<Value, Failure> {
    if *ty == Type::Binary {
        return Ok(Value::String(BASE64_STANDARD.encode(bytes)));
    }
    let name = if file == "-" { "stdin" } else { file };
    let text = String::from_utf8(bytes).map_err(|_| format!("{name} is not UTF-8 text"))?;
    let text = match ty {
        // A line break at the end is that of the editor or of `echo`.
        Type::String => text.strip_suffix('\n').map_or(&*text, |line| line.strip_suffix('\r').unwrap_or(line)),
        _ => text.trim(),
    };
    let unfit = |_| Failure::usage(format!("{name} does not contain {}", expected(field, ty)));
    read_text(text, field, ty, types).map_err(unfit)
}

/// Returns the bytes of a file, or of stdin for `-`.
pub(crate) fn contents(file: &str) -> Result<Vec<u8>, Failure> {
    let file = file.strip_prefix("file://").unwrap_or(file);
    if file != "-" {
        return fs::read(file).map_err(|error| Failure::usage(format!("{file} cannot be read: {error}")));
    }
    static IS_READ: AtomicBool = AtomicBool::new(false);
    if IS_READ.swap(true, Ordering::Relaxed) {
        return Err(Failure::usage("another option has read stdin already; pass @file instead"));
    }
    let read = interrupt::reading(|| {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    });
    read.map_err(|error| match error.kind() {
        io::ErrorKind::Interrupted => error.into(),
        _ => Failure::usage(format!("stdin cannot be read: {error}")),
    })
}

/// Returns the field with a name, as the API spells it or in kebab case: `instance-id` is `InstanceId`.
pub(crate) fn field_named<'f>(name: &str, fields: &'f [Field]) -> Option<&'f Field> {
    fields.iter().find(|field| field.name == name || field.name.to_kebab_case() == name)
}
