//! Parameters with flat names, as in a query: `NodeSet.0.NodeType=1&DryRun=true`.

use std::fmt;

use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use crate::field::Field;
use crate::ty::Type;
use crate::types::Types;

/// No real parameter is nested nearly as deeply; the limit bounds recursion.
const MAX_DEPTH: usize = 16;

/// The reason why flat names cannot be nested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlatError {
    /// A name appears twice, or has both a value and parts.
    Conflict(String),
    /// A name has too many parts.
    TooDeep,
}

impl fmt::Display for FlatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FlatError::Conflict(name) => write!(f, "`{name}` appears twice, or has both a value and parts"),
            FlatError::TooDeep => write!(f, "a parameter has more than {MAX_DEPTH} levels"),
        }
    }
}

impl std::error::Error for FlatError {}

/// Nests flat names into objects. Values remain strings, and a list becomes an object whose keys are indices.
///
/// # Errors
///
/// If names contradict each other or have too many parts.
pub fn nest<'n>(pairs: impl IntoIterator<Item = (&'n str, String)>) -> Result<Map<String, Value>, FlatError> {
    let mut root = Map::new();
    for (name, value) in pairs {
        if name.split('.').count() > MAX_DEPTH {
            return Err(FlatError::TooDeep);
        }
        let conflict = || FlatError::Conflict(name.to_owned());
        let (path, last) = name.rsplit_once('.').map_or((None, name), |(path, last)| (Some(path), last));
        let mut here = &mut root;
        for step in path.into_iter().flat_map(|path| path.split('.')) {
            let inner = here.entry(step).or_insert_with(|| Value::Object(Map::new()));
            here = inner.as_object_mut().ok_or_else(conflict)?;
        }
        match here.entry(last) {
            Entry::Vacant(place) => place.insert(Value::String(value)),
            Entry::Occupied(_) => return Err(conflict()),
        };
    }
    Ok(root)
}

/// Converts strings to numbers and booleans, and objects to lists, as the types of the fields require. Values that do not
/// fit their types are unchanged.
pub fn typed(members: Map<String, Value>, fields: &[Field], types: &Types) -> Map<String, Value> {
    let member = |(name, value): (String, Value)| {
        let field = fields.iter().find(|field| field.name == name);
        let value = match field {
            Some(field) => of_type(value, &field.ty, types),
            None => value,
        };
        (name, value)
    };
    members.into_iter().map(member).collect()
}

fn of_type(value: Value, ty: &Type, types: &Types) -> Value {
    match (value, ty) {
        (Value::String(text), ty) => scalar(&text, ty).unwrap_or(Value::String(text)),
        (Value::Array(items), Type::List(item)) => {
            Value::Array(items.into_iter().map(|value| of_type(value, item, types)).collect())
        }
        (Value::Object(members), Type::List(item)) => list(members, item, types),
        (Value::Object(members), Type::Structure(name)) => {
            let fields = types.types.get(name).map_or(&[][..], |structure| &structure.fields);
            Value::Object(typed(members, fields, types))
        }
        (value, _) => value,
    }
}

fn scalar(text: &str, ty: &Type) -> Option<Value> {
    let number = || {
        // serde_json skips whitespace.
        let is_plain = !text.contains(|c: char| c.is_whitespace());
        serde_json::from_str::<Number>(text).ok().filter(|_| is_plain)
    };
    match ty {
        Type::Int64 => number().filter(Number::is_i64).map(Value::Number),
        Type::Uint64 => number().filter(Number::is_u64).map(Value::Number),
        Type::Float => number().map(Value::Number),
        // The official Python SDK writes `True`.
        Type::Bool => text.to_ascii_lowercase().parse::<bool>().ok().map(Value::Bool),
        _ => None,
    }
}

/// Converts an object whose keys are the indices from 0, without gaps, to a list; anything else remains an object.
fn list(mut members: Map<String, Value>, item: &Type, types: &Types) -> Value {
    let indices = (0..members.len()).map(|at| at.to_string());
    if !indices.clone().all(|at| members.contains_key(&at)) {
        return Value::Object(members);
    }
    indices.filter_map(|at| members.remove(&at)).map(|value| of_type(value, item, types)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn run(pairs: &[(&str, &str)]) -> Result<Value, FlatError> {
        let fields: Vec<Field> = serde_json::from_value(json!([
            { "name": "Id", "type": "string", "doc": "" },
            { "name": "Count", "type": "uint64", "doc": "" },
            { "name": "Offset", "type": "int64", "doc": "" },
            { "name": "Share", "type": "float", "doc": "" },
            { "name": "Force", "type": "bool", "doc": "" },
            { "name": "Status", "type": "[int64]", "doc": "" },
            { "name": "Nodes", "type": "[Node]", "doc": "" },
        ]))
        .unwrap();
        let types: Types = serde_json::from_value(json!({ "page": "", "types": { "Node": { "doc": "", "fields": [
            { "name": "NodeType", "type": "int64", "doc": "" },
            { "name": "Zones", "type": "[string]", "doc": "" },
        ] } } }))
        .unwrap();
        let nested = nest(pairs.iter().map(|(name, value)| (*name, (*value).to_owned())))?;
        Ok(Value::Object(typed(nested, &fields, &types)))
    }

    #[test]
    fn names_become_structure_and_strings_become_types() {
        let names: Vec<String> = (0..11).map(|n| format!("Status.{n}")).collect();
        let eleven: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "7")).collect();
        for (pairs, expect) in [
            (&[][..], json!({})),
            (&[("Id", "5"), ("Count", "5")], json!({ "Id": "5", "Count": 5 })),
            (
                &[("Offset", "-3"), ("Share", "0.5"), ("Force", "True")],
                json!({ "Offset": -3, "Share": 0.5, "Force": true }),
            ),
            (
                &[("Count", "-3"), ("Force", "1"), ("Share", "inf"), ("Offset", "007")],
                json!({ "Count": "-3", "Force": "1", "Share": "inf", "Offset": "007" }),
            ),
            (&[("Offset", " 3"), ("Count", "1.5")], json!({ "Offset": " 3", "Count": "1.5" })),
            (&[("Status.1", "2"), ("Status.0", "-2")], json!({ "Status": [-2, 2] })),
            (&eleven, json!({ "Status": vec![7; 11] })),
            (&[("Status.1", "2")], json!({ "Status": { "1": "2" } })),
            (&[("Status.00", "2")], json!({ "Status": { "00": "2" } })),
            (&[("Status", "2")], json!({ "Status": "2" })),
            (&[("Id.0", "a")], json!({ "Id": { "0": "a" } })),
            (
                &[("Nodes.0.NodeType", "1"), ("Nodes.0.Zones.0", "z")],
                json!({ "Nodes": [{ "NodeType": 1, "Zones": ["z"] }] }),
            ),
        ] {
            assert_eq!(run(pairs), Ok(expect), "{pairs:?}");
        }
    }

    #[test]
    fn contradictions_are_rejected() {
        for pairs in [&[("Id", "1"), ("Id", "2")], &[("Id", "1"), ("Id.0", "2")], &[("Id.0", "2"), ("Id", "1")]] {
            assert!(matches!(run(pairs), Err(FlatError::Conflict(_))), "{pairs:?}");
        }
        assert_eq!(run(&[(&vec!["a"; 10_000].join("."), "1")]), Err(FlatError::TooDeep));
    }
}
