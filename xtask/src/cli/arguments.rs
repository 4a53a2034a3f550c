//! The flags of a call, as its users write them.

use std::path::Path;

use anyhow::Result;
use serde_json::{Map, Value};
use tencloud_spec::{Field, Type, Types};

use super::cases::Case;
use crate::files;

/// Returns the parameters of a call as flags. Secrets become files.
pub(super) fn of(case: &Case, home: &Path) -> Result<Vec<String>> {
    let mut flags = Vec::new();
    for field in &case.action.parameters {
        let Some(value) = case.parameters.get(&field.name) else { continue };
        match value {
            _ if case.is_dotted() => leaves(&field.name, value, field, &field.ty, &case.types, &mut flags),
            // Repeated flags, unless an item looks like a list of its own.
            Value::Array(items) if !items.is_empty() && !items.iter().any(is_like_list) => {
                let secret = has_secret(value, field, &field.ty, &case.types);
                flags.extend(items.iter().map(|item| (field.name.clone(), item.clone(), secret)));
            }
            _ => {
                let secret = has_secret(value, field, &field.ty, &case.types);
                flags.push((field.name.clone(), value.clone(), secret));
            }
        }
    }
    let mut arguments = Vec::new();
    for (index, (name, value, is_secret)) in flags.into_iter().enumerate() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let text = if is_secret {
            let path = case.value_file(home, &format!("{name}-{index}"));
            // A line break at the end, as `echo` writes it, is not part of the value.
            files::write(&path, &format!("{text}\n"))?;
            format!("@{}", path.display())
        } else if text.starts_with('@') {
            format!("@{text}")
        } else {
            text
        };
        arguments.push(format!("--{name}={text}"));
    }
    Ok(arguments)
}

fn is_like_list(value: &Value) -> bool {
    value.is_array() || value.as_str().is_some_and(|text| text.starts_with('['))
}

/// Adds the values without parts, each with its path and whether it is a secret.
fn leaves(path: &str, value: &Value, field: &Field, ty: &Type, types: &Types, found: &mut Vec<(String, Value, bool)>) {
    match (value, ty) {
        (Value::Array(items), Type::List(ty)) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                leaves(&format!("{path}.{index}"), item, field, ty, types, found);
            }
        }
        (Value::Object(object), Type::Structure(name)) if !object.is_empty() => {
            for (name, field, value) in members(object, name, types) {
                leaves(&format!("{path}.{name}"), value, field, &field.ty, types, found);
            }
        }
        _ => found.push((path.to_owned(), value.clone(), field.is_secret())),
    }
}

fn has_secret(value: &Value, field: &Field, ty: &Type, types: &Types) -> bool {
    field.is_secret()
        || match (value, ty) {
            (Value::Array(items), Type::List(ty)) => items.iter().any(|item| has_secret(item, field, ty, types)),
            (Value::Object(object), Type::Structure(name)) => {
                members(object, name, types).any(|(_, field, value)| has_secret(value, field, &field.ty, types))
            }
            _ => false,
        }
}

/// Returns the members of an object with their fields.
fn members<'c>(
    object: &'c Map<String, Value>,
    structure: &str,
    types: &'c Types,
) -> impl Iterator<Item = (&'c String, &'c Field, &'c Value)> {
    let fields = types.types.get(structure).map(|structure| structure.fields.as_slice()).unwrap_or_default();
    object.iter().filter_map(|(name, value)| Some((name, fields.iter().find(|field| field.name == *name)?, value)))
}
