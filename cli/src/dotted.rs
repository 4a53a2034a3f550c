//! Flags for parts of a parameter, such as `--NodeSet.0.NodeType 0` or `--Tags.0.Key=team`.
//!
//! They are taken out of the arguments before these are parsed, since no list of options contains them.

use std::ffi::OsString;

use serde_json::{Map, Value};
use tencloud_spec::{Field, Type, Types};

use crate::failure::Failure;
use crate::values::{self, Source};

/// A part of a parameter, and its value as text.
#[derive(Debug, PartialEq)]
pub(crate) struct Part {
    /// The name of the parameter, then fields and indexes.
    path: Vec<String>,
    /// `None` for a flag alone, which is `true`, like those of parameters.
    text: Option<String>,
}

/// Takes the parts out of the arguments that follow an action.
pub(crate) fn take(arguments: Vec<OsString>) -> Result<(Vec<OsString>, Vec<Part>), Failure> {
    let (mut rest, mut parts) = (Vec::new(), Vec::new());
    let mut arguments = arguments.into_iter().peekable();
    while let Some(argument) = arguments.next() {
        let flag = argument.to_str().and_then(|text| text.strip_prefix("--"));
        let (name, value) =
            flag.map_or(("", None), |flag| flag.split_once('=').map_or((flag, None), |(n, v)| (n, Some(v))));
        if !name.contains('.') || !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            rest.push(argument);
            continue;
        }
        let path = name.split('.').map(str::to_owned).collect();
        let text = match value {
            Some(value) => Some(value.to_owned()),
            None if arguments.peek().is_none_or(|next| next.to_string_lossy().starts_with("--")) => None,
            None => {
                let value = arguments.next().and_then(|value| value.into_string().ok());
                Some(value.ok_or_else(|| Failure::usage(format!("--{name} needs a value in UTF-8")))?)
            }
        };
        parts.push(Part { path, text });
    }
    Ok((rest, parts))
}

/// Sets the parts in the parameters.
pub(crate) fn set(
    parameters: &mut Map<String, Value>,
    parts: &[Part],
    fields: &[Field],
    types: &Types,
) -> Result<(), Failure> {
    for (at, part) in parts.iter().enumerate() {
        let about = |failure: Failure| failure.about(&format!("--{}", part.path.join(".")));
        let is_repeated = parts.iter().take(at).any(|earlier| earlier.path == part.path);
        let value = Text { text: part.text.as_deref(), is_repeated };
        set_part(parameters, &part.path, value, fields, types).map_err(about)?;
    }
    Ok(())
}

/// The text of a part, and whether the same part has been set before.
#[derive(Clone, Copy)]
struct Text<'t> {
    text: Option<&'t str>,
    is_repeated: bool,
}

fn set_part(
    object: &mut Map<String, Value>,
    path: &[String],
    text: Text<'_>,
    fields: &[Field],
    types: &Types,
) -> Result<(), Failure> {
    let Some((name, rest)) = path.split_first() else { return Ok(()) };
    let Some(field) = values::field_named(name, fields) else {
        let known = fields.iter().map(|field| field.name.as_str());
        return Err(Failure::usage(match tencloud_spec::nearest(name, known) {
            Some(meant) => format!("there is no `{name}`; did you mean `{meant}`?"),
            None => format!("there is no `{name}`"),
        }));
    };
    let slot = object.entry(field.name.clone()).or_insert(Value::Null);
    set_value(slot, rest, text, field, &field.ty, types)
}

/// Sets a part of a value of a type, which starts as null.
fn set_value(
    slot: &mut Value,
    path: &[String],
    text: Text<'_>,
    field: &Field,
    ty: &Type,
    types: &Types,
) -> Result<(), Failure> {
    let Some((step, rest)) = path.split_first() else {
        return set_whole(slot, text, field, ty, types);
    };
    let taken = || Failure::usage("another flag sets it to something else");
    match ty {
        Type::Structure(name) => {
            let fields = types.types.get(name).map(|structure| structure.fields.as_slice()).unwrap_or_default();
            if slot.is_null() {
                *slot = Value::Object(Map::new());
            }
            let object = slot.as_object_mut().ok_or_else(taken)?;
            set_part(object, path, text, fields, types)
        }
        Type::List(item) => {
            let index: usize = step.parse().map_err(|_| format!("`{step}` is not an index; lists start at 0"))?;
            if slot.is_null() {
                *slot = Value::Array(Vec::new());
            }
            let list = slot.as_array_mut().ok_or_else(taken)?;
            if index > list.len() {
                let next = list.len();
                return Err(Failure::usage(format!("index {index} comes before index {next}; set the items in order")));
            }
            if index == list.len() {
                list.push(Value::Null);
            }
            let slot = list.get_mut(index).ok_or_else(taken)?;
            set_value(slot, rest, text, field, item, types)
        }
        _ => Err(Failure::usage(format!("it has no part `{step}`: it is one value"))),
    }
}

/// Sets a value. The items of a list are those of its flags, and not what another source has for it.
fn set_whole(slot: &mut Value, text: Text<'_>, field: &Field, ty: &Type, types: &Types) -> Result<(), Failure> {
    let Text { text, is_repeated } = text;
    let Some(text) = text.or_else(|| (*ty == Type::Bool).then_some("true")) else {
        return Err(Failure::usage("it needs a value"));
    };
    let is_item = matches!(values::source(text), Source::Text(text) if !text.trim_start().starts_with('['));
    match ty {
        Type::List(item) if is_item => {
            let item = values::read(text, field, item, types)?;
            match slot {
                Value::Array(list) if is_repeated => list.push(item),
                slot => *slot = Value::Array(vec![item]),
            }
        }
        _ => *slot = values::read(text, field, ty, types)?,
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_taken_out() {
        let arguments = ["--A", "1", "--B.0.C", "x=y", "--D.E=z", "file.txt", "--.x"].map(OsString::from).to_vec();
        let (rest, parts) = take(arguments).unwrap();
        assert_eq!(rest, ["--A", "1", "file.txt", "--.x"]);
        let part = |path: &[&str], text: Option<&str>| Part {
            path: path.iter().map(|step| step.to_string()).collect(),
            text: text.map(str::to_owned),
        };
        assert_eq!(parts, [part(&["B", "0", "C"], Some("x=y")), part(&["D", "E"], Some("z"))]);
        let (_, parts) = take(["--A.On", "--B", "1"].map(OsString::from).to_vec()).unwrap();
        assert_eq!(parts, [part(&["A", "On"], None)]);
    }
}
