//! `--skeleton`: all parameters of an action as JSON to fill in, for `--input`.

use serde_json::{Map, Value};
use tencloud_spec::{Field, Type, Types};

/// Returns all parameters with their structures. All values are null, and what remains null is not sent.
pub fn of(fields: &[Field], types: &Types) -> Map<String, Value> {
    object(fields, types, &mut Vec::new())
}

fn object<'t>(fields: &'t [Field], types: &'t Types, path: &mut Vec<&'t str>) -> Map<String, Value> {
    fields.iter().map(|field| (field.name.clone(), value(&field.ty, types, path))).collect()
}

fn value<'t>(ty: &'t Type, types: &'t Types, path: &mut Vec<&'t str>) -> Value {
    match ty {
        Type::List(item) => Value::Array(vec![value(item, types, path)]),
        // A structure inside itself would never end.
        Type::Structure(name) if !path.contains(&name.as_str()) => {
            let fields = types.types.get(name).map(|structure| structure.fields.as_slice()).unwrap_or_default();
            path.push(name);
            let object = object(fields, types, path);
            path.pop();
            Value::Object(object)
        }
        _ => Value::Null,
    }
}

/// Removes what has not been filled in: null, and lists and objects that contain nothing else.
pub fn without_gaps(parameters: Map<String, Value>) -> Map<String, Value> {
    parameters.into_iter().filter_map(|(name, value)| Some((name, filled(value)?))).collect()
}

fn filled(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Object(object) if !object.is_empty() => {
            let object = without_gaps(object);
            (!object.is_empty()).then_some(Value::Object(object))
        }
        Value::Array(list) if !list.is_empty() => {
            let list: Vec<Value> = list.into_iter().filter_map(filled).collect();
            (!list.is_empty()).then_some(Value::Array(list))
        }
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn gaps_are_removed() {
        let Value::Object(given) = json!({
            "A": null, "B": 0, "C": "", "D": [null], "E": [{ "F": null }, { "F": 1, "G": null }], "H": { "I": [] }, "J": [],
        }) else {
            unreachable!()
        };
        let expected = json!({ "B": 0, "C": "", "E": [{ "F": 1 }], "H": { "I": [] }, "J": [] });
        assert_eq!(Value::Object(without_gaps(given)), expected);
    }
}
