//! Checks parameters against the spec.

use std::fmt;

use serde_json::{Map, Number, Value};
use tencloud_spec::{Field, Type, Types};

use crate::error::ApiError;

/// How a value of the right type is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Violation {
    /// A number is too small, or a string or a list is too short.
    TooLow,
    /// A number is too large, or a string or a list is too long.
    TooHigh,
    /// It is none of the allowed values.
    NotAllowed,
}

/// Returns the error code of a violation of a parameter.
pub(crate) type ViolationCode<'a> = &'a dyn Fn(&str, Violation) -> &'static str;

/// Validates parameters. Returns them without nulls, and with the defaults of parameters that were not sent.
pub(crate) fn validate(
    params: Map<String, Value>,
    fields: &[Field],
    types: &Types,
    code: ViolationCode<'_>,
) -> Result<Map<String, Value>, ApiError> {
    Validator { types, code }.object(params, fields, None)
}

/// Where a value is, such as `Nodes.0.NodeType`. It is written only for errors: a list can have a hundred thousand items.
#[derive(Clone, Copy)]
struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Field(&'a str),
    Item(usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            write!(f, "{parent}.")?;
        }
        match self.step {
            Step::Field(name) => f.write_str(name),
            Step::Item(at) => write!(f, "{at}"),
        }
    }
}

struct Validator<'a> {
    types: &'a Types,
    code: ViolationCode<'a>,
}

impl Validator<'_> {
    /// `parent` is where the object is, or `None` for the parameters themselves.
    fn object(
        &self,
        mut object: Map<String, Value>,
        fields: &[Field],
        parent: Option<&Path<'_>>,
    ) -> Result<Map<String, Value>, ApiError> {
        if let Some(name) = object.keys().find(|name| !fields.iter().any(|field| field.name == **name)) {
            return Err(invalid("UnknownParameter", &Path { parent, step: Step::Field(name) }, "does not exist"));
        }
        let mut valid = Map::new();
        for field in fields {
            let path = Path { parent, step: Step::Field(&field.name) };
            // Null counts as not sent.
            match object.remove(&field.name).filter(|value| !value.is_null()) {
                Some(value) => {
                    let value = self.value(value, &field.ty, field, &path)?;
                    self.check_bounds(&value, field, &path)?;
                    valid.insert(field.name.clone(), value);
                }
                None if field.required => return Err(ApiError::missing(&path.to_string())),
                None => valid.extend(field.default.clone().map(|default| (field.name.clone(), default))),
            }
        }
        Ok(valid)
    }

    fn value(&self, value: Value, ty: &Type, field: &Field, path: &Path<'_>) -> Result<Value, ApiError> {
        match (ty, value) {
            (Type::List(item), Value::Array(items)) => {
                let items = items.into_iter().enumerate();
                items
                    .map(|(at, value)| {
                        self.value(value, item, field, &Path { parent: Some(path), step: Step::Item(at) })
                    })
                    .collect()
            }
            (Type::Structure(name), Value::Object(object)) => {
                let structure = self
                    .types
                    .types
                    .get(name)
                    .ok_or_else(|| ApiError::bug(&format!("the spec does not describe `{name}`")))?;
                self.object(object, &structure.fields, Some(path)).map(Value::Object)
            }
            (ty, value) if is_scalar_of(&value, ty) => {
                self.check_allowed(&value, field, path)?;
                Ok(value)
            }
            (ty, _) => Err(invalid("InvalidParameter", path, &format!("is not {}", description(ty)))),
        }
    }

    fn check_allowed(&self, value: &Value, field: &Field, path: &Path<'_>) -> Result<(), ApiError> {
        let allowed = self.types.allowed(field);
        if allowed.is_empty() {
            return Ok(());
        }
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if allowed.iter().any(|(value, _)| *value == text) {
            return Ok(());
        }
        let numbers = allowed.iter().map(|(value, _)| value.parse().ok());
        let numbers: Option<Vec<i64>> = value.is_number().then(|| numbers.collect()).flatten();
        let (number, numbers) = (value.as_i64().unwrap_or(i64::MAX), numbers.unwrap_or_default());
        let violation = match (numbers.iter().min(), numbers.iter().max()) {
            (Some(least), _) if number < *least => Violation::TooLow,
            (_, Some(most)) if number > *most => Violation::TooHigh,
            _ => Violation::NotAllowed,
        };
        let allowed: Vec<_> = allowed.iter().map(|(value, _)| format!("`{value}`")).collect();
        let code = (self.code)(&field.name, violation);
        Err(invalid(code, path, &format!("must be one of {}", allowed.join(", "))))
    }

    fn check_bounds(&self, value: &Value, field: &Field, path: &Path<'_>) -> Result<(), ApiError> {
        let (measure, of) = match value {
            Value::Number(number) => (number.as_f64(), ""),
            Value::String(text) => (Some(text.chars().count() as f64), " characters"),
            Value::Array(items) => (Some(items.len() as f64), " items"),
            _ => (None, ""),
        };
        let Some(measure) = measure else { return Ok(()) };
        let bound = |bound: &Option<Number>| bound.as_ref().and_then(Number::as_f64);
        let (bound, side, violation) = match (bound(&field.min), bound(&field.max)) {
            (Some(min), _) if measure < min => (&field.min, "least", Violation::TooLow),
            (_, Some(max)) if measure > max => (&field.max, "most", Violation::TooHigh),
            _ => return Ok(()),
        };
        let bound = bound.as_ref().map(Number::to_string).unwrap_or_default();
        Err(invalid((self.code)(&field.name, violation), path, &format!("must be at {side} {bound}{of}")))
    }
}

fn is_scalar_of(value: &Value, ty: &Type) -> bool {
    match ty {
        Type::Int64 => value.is_i64(),
        Type::Uint64 => value.is_u64(),
        Type::Float => value.is_number(),
        Type::Bool => value.is_boolean(),
        Type::Structure(_) | Type::List(_) => false,
        Type::String | Type::Date | Type::Datetime | Type::DatetimeIso | Type::Binary => value.is_string(),
    }
}

fn description(ty: &Type) -> &'static str {
    match ty {
        Type::Int64 => "an integer",
        Type::Uint64 => "a non-negative integer",
        Type::Float => "a number",
        Type::Bool => "a boolean",
        Type::Structure(_) => "an object",
        Type::List(_) => "a list",
        Type::String | Type::Date | Type::Datetime | Type::DatetimeIso | Type::Binary => "a string",
    }
}

fn invalid(code: &'static str, path: &Path<'_>, problem: &str) -> ApiError {
    ApiError::new(code, format!("the parameter `{path}` {problem}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields() -> Vec<Field> {
        serde_json::from_value(json!([
            { "name": "Id", "type": "string", "required": true, "doc": "", "min": 2, "max": 4 },
            { "name": "Count", "type": "uint64", "doc": "", "max": 10, "default": 3 },
            { "name": "Offset", "type": "int64", "doc": "", "min": -5 },
            { "name": "Share", "type": "float", "doc": "" },
            { "name": "Force", "type": "bool", "doc": "" },
            { "name": "Status", "type": "[int64]", "doc": "", "max": 2, "values": { "1": "", "-2": "" } },
            { "name": "Mode", "type": "string", "doc": "", "values": { "In": "", "Out": "" } },
            { "name": "Nodes", "type": "[Node]", "doc": "" },
            { "name": "Policy", "type": "Policy", "doc": "" },
        ]))
        .unwrap()
    }

    fn types() -> Types {
        serde_json::from_value(json!({ "page": "", "types": {
            "Node": { "doc": "", "fields": [
                { "name": "NodeType", "type": "int64", "required": true, "doc": "", "values": { "0": "" } },
                { "name": "Zones", "type": "[string]", "doc": "" },
            ] },
            "Policy": { "doc": "", "fields": [{ "name": "Min", "type": "int64", "default": 8, "doc": "" }] },
        } }))
        .unwrap()
    }

    fn run(params: Value) -> Result<Value, ApiError> {
        let Value::Object(params) = params else { panic!("not an object") };
        validate(params, &fields(), &types(), &|_, _| "InvalidParameterValue").map(Value::Object)
    }

    #[test]
    fn valid_parameters_are_returned_with_defaults() {
        for (params, expect) in [
            (json!({ "Id": "ab" }), json!({ "Id": "ab", "Count": 3 })),
            (json!({ "Id": "äöüß", "Count": 0, "Offset": -5 }), json!({ "Id": "äöüß", "Count": 0, "Offset": -5 })),
            (json!({ "Id": "ab", "Count": null }), json!({ "Id": "ab", "Count": 3 })),
            (
                json!({ "Id": "ab", "Share": 1, "Force": true }),
                json!({ "Id": "ab", "Count": 3, "Share": 1, "Force": true }),
            ),
            (json!({ "Id": "ab", "Status": [-2, 1] }), json!({ "Id": "ab", "Count": 3, "Status": [-2, 1] })),
            (json!({ "Id": "ab", "Policy": {} }), json!({ "Id": "ab", "Count": 3, "Policy": { "Min": 8 } })),
            (
                json!({ "Id": "ab", "Mode": "In", "Nodes": [{ "NodeType": 0, "Zones": ["a"] }] }),
                json!({ "Id": "ab", "Count": 3, "Mode": "In", "Nodes": [{ "NodeType": 0, "Zones": ["a"] }] }),
            ),
        ] {
            assert_eq!(run(params), Ok(expect));
        }
    }

    #[test]
    fn violations_have_codes() {
        let code = |name: &str, violation: Violation| match (name, violation) {
            ("Period", Violation::TooLow) => "Low",
            ("Period", Violation::TooHigh) => "High",
            ("Id", Violation::TooHigh) => "Long",
            _ => "Other",
        };
        let fields: Vec<Field> = serde_json::from_value(json!([
            { "name": "Period", "type": "int64", "doc": "", "values": { "1": "", "12": "" } },
            { "name": "Id", "type": "string", "doc": "", "min": 2, "max": 4 },
        ]))
        .unwrap();
        for (params, expect) in [
            (json!({ "Period": 0 }), "Low"),
            (json!({ "Period": 13 }), "High"),
            (json!({ "Period": 2 }), "Other"),
            (json!({ "Id": "abcde" }), "Long"),
            (json!({ "Id": "a" }), "Other"),
        ] {
            let error = validate(params.as_object().unwrap().clone(), &fields, &Types::default(), &code).unwrap_err();
            assert_eq!(error.code, expect, "{params}");
        }
    }

    #[test]
    fn errors_name_the_parameter() {
        for (params, code, expect) in [
            (json!({}), "MissingParameter", "`Id`"),
            (json!({ "Id": null }), "MissingParameter", "`Id`"),
            (json!({ "Id": "ab", "Idd": 1 }), "UnknownParameter", "`Idd`"),
            (json!({ "Id": 12 }), "InvalidParameter", "`Id` is not a string"),
            (json!({ "Id": "a" }), "InvalidParameterValue", "`Id` must be at least 2 characters"),
            (json!({ "Id": "abcde" }), "InvalidParameterValue", "`Id` must be at most 4 characters"),
            (json!({ "Id": "ab", "Count": "3" }), "InvalidParameter", "`Count` is not a non-negative integer"),
            (json!({ "Id": "ab", "Count": -1 }), "InvalidParameter", "`Count`"),
            (json!({ "Id": "ab", "Count": 1.0 }), "InvalidParameter", "`Count`"),
            (json!({ "Id": "ab", "Count": 11 }), "InvalidParameterValue", "`Count` must be at most 10"),
            (json!({ "Id": "ab", "Offset": -6 }), "InvalidParameterValue", "`Offset` must be at least -5"),
            (json!({ "Id": "ab", "Force": "true" }), "InvalidParameter", "`Force` is not a boolean"),
            (json!({ "Id": "ab", "Share": "0.5" }), "InvalidParameter", "`Share` is not a number"),
            (json!({ "Id": "ab", "Status": 1 }), "InvalidParameter", "`Status` is not a list"),
            (json!({ "Id": "ab", "Status": [1, 7] }), "InvalidParameterValue", "`Status.1` must be one of `1`, `-2`"),
            (json!({ "Id": "ab", "Status": [1, null] }), "InvalidParameter", "`Status.1`"),
            (json!({ "Id": "ab", "Status": [1, 1, 1] }), "InvalidParameterValue", "`Status` must be at most 2 items"),
            (json!({ "Id": "ab", "Mode": "in" }), "InvalidParameterValue", "`Mode` must be one of `In`, `Out`"),
            (json!({ "Id": "ab", "Nodes": [{}] }), "MissingParameter", "`Nodes.0.NodeType`"),
            (json!({ "Id": "ab", "Nodes": [{ "NodeType": "0" }] }), "InvalidParameter", "`Nodes.0.NodeType`"),
            (
                json!({ "Id": "ab", "Nodes": [{ "NodeType": 0, "Zones": [1] }] }),
                "InvalidParameter",
                "`Nodes.0.Zones.0`",
            ),
            (json!({ "Id": "ab", "Nodes": [{ "NodeType": 0, "Zone": 1 }] }), "UnknownParameter", "`Nodes.0.Zone`"),
            (json!({ "Id": "ab", "Nodes": [0] }), "InvalidParameter", "`Nodes.0` is not an object"),
        ] {
            let error = run(params.clone()).unwrap_err();
            assert_eq!(error.code, code, "{params}");
            assert!(error.message.contains(expect), "{params}: {}", error.message);
        }
    }
}
