//! Values of parameters, read from the text of a flag.

use std::borrow::Cow;
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

/// Reads the text of a flag as a value of a type, that of the field or of the items of its list: plain text, a number,
/// `true`, the name of an enum's value, JSON, `@file` or `@-` for stdin. `@@` stands for an `@` at the start.
pub(crate) fn read(text: &str, field: &Field, ty: &Type, types: &Types) -> Result<Value, Failure> {
    let plain = text.strip_prefix("@@").map(|plain| Cow::Owned(format!("@{plain}")));
    let plain = plain.or_else(|| (!text.starts_with('@')).then_some(Cow::Borrowed(text)));
    if let Some(text) = plain {
        if field.is_secret() {
            return Err(Failure::usage(VISIBLE));
        }
        let value = read_text(&text, field, ty, types)?;
        return if secrets::are_in_value(&value, ty, types) { Err(Failure::usage(VISIBLE)) } else { Ok(value) };
    }
    let file = text.trim_start_matches('@');
    read_bytes(contents(file)?, file, field, ty, types)
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

/// Returns whether a name is another one in kebab case: `instance-id` is `InstanceId`.
pub(crate) fn is_kebab_of(name: &str, original: &str) -> bool {
    name == original.to_kebab_case()
}
