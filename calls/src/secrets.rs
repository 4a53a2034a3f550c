//! Secrets in parameters, which are never shown.

use serde_json::{Map, Value};
use tencloud_spec::{Field, Type, Types, may_be_secret};

/// What stands for a secret.
pub const MASK: &str = "***";

/// Returns the parameters with every secret masked: those of the spec, and in what the spec does not know, those whose
/// name suggests one.
pub fn masked(parameters: &Map<String, Value>, fields: &[Field], types: &Types) -> Map<String, Value> {
    let mask = |(name, value): (&String, &Value)| {
        let field = fields.iter().find(|field| field.name == *name);
        let is_secret = field.map_or_else(|| may_be_secret(name, fields), Field::is_secret);
        let value = if is_secret { Value::from(MASK) } else { of_value(value, field.map(|field| &field.ty), types) };
        (name.clone(), value)
    };
    parameters.iter().map(mask).collect()
}

/// Returns whether the parameters contain a secret.
pub fn are_in(parameters: &Map<String, Value>, fields: &[Field], types: &Types) -> bool {
    masked(parameters, fields, types) != *parameters
}

/// Returns whether a value of a type contains a secret.
pub fn are_in_value(value: &Value, ty: &Type, types: &Types) -> bool {
    of_value(value, Some(ty), types) != *value
}

fn of_value(value: &Value, ty: Option<&Type>, types: &Types) -> Value {
    match value {
        Value::Object(object) => {
            let structure = ty.and_then(Type::structure).and_then(|name| types.types.get(name));
            Value::Object(masked(
                object,
                structure.map(|structure| structure.fields.as_slice()).unwrap_or_default(),
                types,
            ))
        }
        Value::Array(items) => items.iter().map(|item| of_value(item, ty, types)).collect(),
        other => other.clone(),
    }
}
