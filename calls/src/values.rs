//! Values of parameters as text.

use std::slice;

use serde_json::{Number, Value};
use tencloud_spec::{Field, Type, Types, nearest, shown};

use crate::times::{ALSO, TimeFormat};

/// Reads text as a value of a type: that of the field, or that of the items of its list. Text is taken as it is, or as the
/// name of a value of the field's enum, or as a time that is [converted](TimeFormat::convert); structures and lists are
/// JSON.
///
/// # Errors
///
/// What is wrong with the text, which is not quoted if the field is a secret.
pub fn read_text(text: &str, field: &Field, ty: &Type, types: &Types) -> Result<Value, String> {
    let time = TimeFormat::of(field, ty).filter(|_| !field.is_secret());
    let converted = time.map(|time| time.convert(text)).transpose()?.flatten();
    let text = converted.as_deref().unwrap_or(text);
    let named = || enum_value(text, field, types);
    let number = |value: Option<Number>| {
        let value = value.or_else(|| named().and_then(|value| value.parse::<Number>().ok()));
        value.map(Value::Number)
    };
    let read = match ty {
        Type::Int64 => number(text.parse::<i64>().ok().map(Number::from)),
        Type::Uint64 => number(text.parse::<u64>().ok().map(Number::from)),
        Type::Float => {
            number(text.parse::<i64>().ok().map(Number::from).or_else(|| Number::from_f64(text.parse().ok()?)))
        }
        Type::Bool => match text.to_ascii_lowercase().as_str() {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            _ => None,
        },
        Type::Structure(_) | Type::List(_) => {
            let value: Value =
                serde_json::from_str(text).map_err(|error| format!("{} is not JSON: {error}", shown(&text.into())))?;
            let fits = if matches!(ty, Type::List(_)) { value.is_array() } else { value.is_object() };
            fits.then_some(value)
        }
        _ => Some(Value::String(named().map_or_else(|| text.to_owned(), str::to_owned))),
    };
    read.ok_or_else(|| {
        let shown = if field.is_secret() { "the value".to_owned() } else { shown(&text.into()) };
        let names: Vec<&str> = enum_names(field, types).map(|(_, name)| name).collect();
        let advice = match nearest(text, names.iter().copied()) {
            Some(name) => format!("; did you mean `{name}`?"),
            None if names.is_empty() => String::new(),
            None => format!("; its values: {}", names.join(", ")),
        };
        format!("{shown} is not {}{advice}", expected(field, ty))
    })
}

/// Returns whether a field with this name contains the id of something, or several.
pub fn names_id(name: &str) -> bool {
    name.ends_with("Id") || name.ends_with("Ids")
}

/// Returns the items of a list, or a value that is no list as the only one. `null` is nothing.
pub fn items(value: &Value) -> impl Iterator<Item = &Value> {
    let items = value.as_array().map_or(slice::from_ref(value), Vec::as_slice);
    items.iter().filter(|item| !item.is_null())
}

/// Returns a value as a flag has it: a string as it is, anything else as JSON.
pub fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Returns what a value of a field must be, of the field's own type or of that of the items of its list: for a time, with
/// its zone, and what else is accepted.
pub fn expected(field: &Field, ty: &Type) -> String {
    match TimeFormat::of(field, ty) {
        Some(time) if time.converts() => format!("{}; also accepted: {ALSO}", time.described()),
        Some(time) => time.described(),
        None => described(ty),
    }
}

/// Returns what a type is called in messages and in help.
pub fn described(ty: &Type) -> String {
    match ty {
        Type::String => "text".to_owned(),
        Type::Int64 => "an integer".to_owned(),
        Type::Uint64 => "an integer of at least 0".to_owned(),
        Type::Float => "a number".to_owned(),
        Type::Bool => "true or false".to_owned(),
        Type::Date | Type::Datetime | Type::DatetimeIso => {
            TimeFormat::of(&Field::default(), ty).map(TimeFormat::described).unwrap_or_default()
        }
        Type::Binary => "bytes in base64".to_owned(),
        Type::Structure(name) => format!("a JSON object ({name})"),
        Type::List(item) => format!("a list of {}", plural(item)),
    }
}

fn plural(ty: &Type) -> String {
    match ty {
        Type::String => "texts".to_owned(),
        Type::Int64 | Type::Uint64 => "integers".to_owned(),
        Type::Float => "numbers".to_owned(),
        Type::Structure(name) => format!("JSON objects ({name})"),
        Type::Date => "dates".to_owned(),
        Type::Datetime | Type::DatetimeIso => "times".to_owned(),
        other => other.to_string(),
    }
}

/// Returns the values of a field's enum, each with its name.
pub fn enum_names<'s>(field: &'s Field, types: &'s Types) -> impl Iterator<Item = (&'s str, &'s str)> {
    let set = field.enumeration.as_ref().and_then(|name| types.enums.get(name));
    let values = set.into_iter().flat_map(|set| &set.values);
    let allowed = values.filter(|(value, _)| field.only.is_empty() || field.only.contains(value));
    allowed.map(|(value, named)| (value.as_str(), named.name.as_str()))
}

/// Returns the values that a field takes, if the spec lists them, each as people read it: `1 (Postpaid)`, or just
/// `running` if its name says no more.
pub fn labels(field: &Field, types: &Types) -> Vec<String> {
    let named = enum_names(field, types).map(|(value, name)| labelled(value, name));
    named.chain(field.values.keys().cloned()).collect()
}

/// Returns a value of a field as people read it: with its name, if it has one.
pub fn label(value: &Value, field: &Field, types: &Types) -> String {
    if let Value::Array(items) = value {
        return items.iter().map(|item| label(item, field, types)).collect::<Vec<_>>().join(", ");
    }
    let text = plain(value);
    match enum_names(field, types).find(|(known, _)| *known == text) {
        Some((_, name)) => labelled(&text, name),
        None => text,
    }
}

fn labelled(value: &str, name: &str) -> String {
    if comparable(value) == comparable(name) { value.to_owned() } else { format!("{value} ({name})") }
}

/// Returns a name without what does not matter in it.
fn comparable(name: &str) -> String {
    name.replace(['-', '_', ' '], "").to_ascii_lowercase()
}

/// Returns the value that the name stands for in a field's enum. Case, dashes and underscores do not matter.
fn enum_value<'s>(name: &str, field: &'s Field, types: &'s Types) -> Option<&'s str> {
    let wanted = comparable(name);
    // A value itself takes precedence over a name.
    let mut known = enum_names(field, types);
    if enum_names(field, types).any(|(value, _)| value == name) {
        return None;
    }
    known.find(|(_, named)| comparable(named) == wanted).map(|(value, _)| value)
}
