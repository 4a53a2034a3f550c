//! The parameters of a call: `--input`, over it the flags, over these the parts of parameters.

use clap::ArgMatches;
use serde_json::{Map, Value};
use tencloud_calls::{Target, secrets, skeleton};
use tencloud_spec::{Field, Type, Types};

use crate::dotted::{self, Part};
use crate::failure::Failure;
use crate::values::{self, Source};

/// Reads the parameters of a call.
pub(crate) fn read(
    target: Target,
    matches: &ArgMatches,
    parts: &[Part],
    input: Option<&str>,
) -> Result<Map<String, Value>, Failure> {
    let Target { version, action } = target;
    let mut parameters = input.map(read_input).transpose()?.unwrap_or_default();
    let is_argument = input.is_some_and(|text| !is_file(text));
    if is_argument && secrets::are_in(&parameters, &action.parameters, &version.types) {
        return Err(Failure::usage(format!("--input: {}", values::VISIBLE)));
    }
    for field in &action.parameters {
        if let Some(texts) = matches.get_many::<String>(&field.name) {
            let texts: Vec<&str> = texts.map(String::as_str).collect();
            let value = read_flag(&texts, field, &version.types);
            let value = value.map_err(|failure| failure.about(&format!("--{}", field.name)))?;
            parameters.insert(field.name.clone(), value);
        }
    }
    dotted::set(&mut parameters, parts, &action.parameters, &version.types)?;
    Ok(parameters)
}

fn is_file(input: &str) -> bool {
    input.starts_with('@') || input.starts_with("file://")
}

/// Reads a JSON object from text, `@file`, `@-` or `file://…`.
fn read_input(text: &str) -> Result<Map<String, Value>, Failure> {
    let refuse = |reason: String| Failure::usage(format!("--input: {reason}"));
    let file = is_file(text).then(|| text.trim_start_matches('@'));
    let bytes = match file {
        Some(file) => values::contents(file).map_err(|failure| failure.about("--input"))?,
        None => text.as_bytes().to_vec(),
    };
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(object)) => Ok(skeleton::without_gaps(object)),
        Ok(_) => Err(refuse("it is not a JSON object".to_owned())),
        Err(error) if file.is_none() && !text.starts_with('{') => {
            Err(refuse(format!("it is not JSON: {error}")).help("pass the JSON itself, @file, or @- for stdin"))
        }
        Err(error) => Err(refuse(format!("it is not JSON: {error}"))),
    }
}

/// Reads a flag, which may be repeated if the parameter is a list.
fn read_flag(texts: &[&str], field: &Field, types: &Types) -> Result<Value, Failure> {
    match (&field.ty, texts) {
        (Type::List(item), texts) => {
            let mut list = Vec::new();
            for text in texts {
                match read_items(text, field, item, types)? {
                    Value::Array(items) => list.extend(items),
                    item => list.push(item),
                }
            }
            Ok(Value::Array(list))
        }
        (ty, [text]) => values::read(text, field, ty, types),
        _ => Err(Failure::usage("it is not a list: pass it once")),
    }
}

/// Reads one item of a list, or a JSON list of items.
fn read_items(text: &str, field: &Field, item: &Type, types: &Types) -> Result<Value, Failure> {
    let is_list = |bytes: &[u8]| bytes.trim_ascii_start().starts_with(b"[");
    match values::source(text) {
        Source::File(file) => {
            let bytes = values::contents(file)?;
            let ty = if is_list(&bytes) { &field.ty } else { item };
            values::read_bytes(bytes, file, field, ty, types)
        }
        Source::Text(_) => values::read(text, field, if is_list(text.as_bytes()) { &field.ty } else { item }, types),
    }
}
