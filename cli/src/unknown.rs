//! Options that the spec does not know, for `--force` and `tencloud call`: `--Name VALUE` or `--Name=VALUE`.

use std::ffi::OsString;

use clap::Command;
use serde_json::{Map, Value};
use tencloud_calls::secrets;
use tencloud_spec::Types;

use crate::failure::Failure;
use crate::parse;
use crate::values::{self, Source};

/// Takes the options out of the arguments that a command does not have.
pub(crate) fn take(
    command: &Command,
    arguments: Vec<OsString>,
) -> Result<(Vec<OsString>, Map<String, Value>), Failure> {
    let is_known =
        |name: &str| name == "help" || command.get_arguments().any(|argument| parse::is_named(argument, name));
    let (mut rest, mut taken) = (Vec::new(), Map::new());
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let flag = argument.to_str().and_then(|text| text.strip_prefix("--")).filter(|flag| !flag.is_empty());
        let Some(flag) = flag else {
            rest.push(argument);
            continue;
        };
        let (name, value) = flag.split_once('=').map_or((flag, None), |(name, value)| (name, Some(value.to_owned())));
        if is_known(name) {
            rest.push(argument);
            continue;
        }
        if name.contains('.') {
            return Err(Failure::usage(format!(
                "--{name}: the parts of a parameter that is not known are set as JSON"
            )));
        }
        let value = value.or_else(|| arguments.next()?.into_string().ok().filter(|value| !value.starts_with("--")));
        let needed =
            || Failure::usage(format!("--{name} needs a value")).help(format!("--{name}=VALUE if it begins with --"));
        let text = value.ok_or_else(needed)?;
        let value = guess(&text).map_err(|failure| failure.about(&format!("--{name}")))?;
        let one = Map::from_iter([(name.to_owned(), value.clone())]);
        let is_visible = matches!(values::source(&text), Source::Text(_));
        if is_visible && secrets::are_in(&one, &[], &Types::default()) {
            return Err(Failure::usage(format!("--{name}: {}", values::VISIBLE)));
        }
        add(&mut taken, name, value);
    }
    Ok((rest, taken))
}

/// Reads a value without knowing its type: JSON if it is, otherwise text; `@file` and `@-` as for known options.
fn guess(text: &str) -> Result<Value, Failure> {
    let text = match values::source(text) {
        Source::Text(text) => text.to_owned(),
        Source::File(file) => {
            String::from_utf8(values::contents(file)?).map_err(|_| format!("{file} is not UTF-8 text"))?
        }
    };
    Ok(serde_json::from_str(&text).unwrap_or_else(|_| Value::from(text.trim_end_matches(['\r', '\n']))))
}

/// Adds a value. A repeated option becomes a list.
fn add(taken: &mut Map<String, Value>, name: &str, value: Value) {
    match taken.get_mut(name) {
        None => drop(taken.insert(name.to_owned(), value)),
        Some(Value::Array(list)) => list.push(value),
        Some(first) => *first = Value::Array(vec![first.take(), value]),
    }
}
