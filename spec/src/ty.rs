//! How the spec writes types: `string`, `[int64]`, `InstanceSet`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The type of a field, written as a string: a scalar, the name of a shared struct, or a list in brackets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Type {
    /// `string`
    #[default]
    String,
    /// `int64`
    Int64,
    /// `uint64`
    Uint64,
    /// `float`
    Float,
    /// `bool`
    Bool,
    /// `date`, a string such as `2018-04-12`
    Date,
    /// `datetime`, a string such as `2018-04-12 08:00:00`
    Datetime,
    /// `datetime_iso`, a string such as `2018-04-12T08:00:00+08:00`
    DatetimeIso,
    /// `binary`, bytes that are sent as base64
    Binary,
    /// The name of a shared struct, which starts with a capital letter.
    Structure(String),
    /// `[T]`
    List(Box<Type>),
}

const SCALARS: [(&str, Type); 9] = [
    ("string", Type::String),
    ("int64", Type::Int64),
    ("uint64", Type::Uint64),
    ("float", Type::Float),
    ("bool", Type::Bool),
    ("date", Type::Date),
    ("datetime", Type::Datetime),
    ("datetime_iso", Type::DatetimeIso),
    ("binary", Type::Binary),
];

impl Type {
    /// Returns the names of the scalar types.
    pub fn scalar_names() -> impl Iterator<Item = &'static str> {
        SCALARS.iter().map(|(name, _)| *name)
    }

    /// Returns whether this is an integer, signed or not.
    pub fn is_integer(&self) -> bool {
        matches!(self, Type::Int64 | Type::Uint64)
    }

    /// Returns the struct that the type names, directly or as the item of a list.
    pub fn structure(&self) -> Option<&str> {
        match self {
            Type::Structure(name) => Some(name),
            Type::List(item) => item.structure(),
            _ => None,
        }
    }

    /// Returns the type of a list's items, or the type itself if it is not a list.
    pub fn item(&self) -> &Type {
        match self {
            Type::List(item) => item.item(),
            other => other,
        }
    }

    /// Returns whether a value without parts can represent a value of this type, by the same lenient rules by which the
    /// SDK reads values: numbers may arrive as strings, strings as numbers, and anything may be `null`.
    pub fn accepts(&self, value: &Value) -> bool {
        match value {
            Value::Null => true,
            Value::String(text) => self.accepts_text(text),
            Value::Bool(_) => *self == Type::Bool,
            Value::Number(number) => {
                let whole = number.as_f64().is_some_and(|value| value.fract() == 0.0);
                match self {
                    Type::Float | Type::String => true,
                    Type::Int64 => whole,
                    Type::Uint64 => whole && number.as_f64().is_some_and(|value| value >= 0.0),
                    _ => false,
                }
            }
            Value::Array(_) | Value::Object(_) => false,
        }
    }

    /// Returns whether a string can represent a value of this type.
    pub fn accepts_text(&self, text: &str) -> bool {
        match self {
            Type::Int64 => text.parse::<i64>().is_ok(),
            Type::Uint64 => text.parse::<u64>().is_ok(),
            Type::Float => text.parse::<f64>().is_ok(),
            Type::Bool => matches!(text, "true" | "false"),
            Type::Structure(_) | Type::List(_) => false,
            Type::String | Type::Date | Type::Datetime | Type::DatetimeIso | Type::Binary => true,
        }
    }
}

impl FromStr for Type {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(item) = text.strip_prefix('[') {
            let item = item.strip_suffix(']').ok_or_else(|| format!("`{text}` opens a list that it does not close"))?;
            return Ok(Type::List(Box::new(item.parse()?)));
        }
        // A name that is not a scalar is assumed to be a struct: whether it exists can be checked only with all types
        // at hand.
        Ok(SCALARS
            .iter()
            .find(|(name, _)| *name == text)
            .map_or_else(|| Type::Structure(text.to_owned()), |(_, scalar)| scalar.clone()))
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Structure(name) => f.write_str(name),
            Type::List(item) => write!(f, "[{item}]"),
            scalar => f.write_str(SCALARS.iter().find(|(_, ty)| ty == scalar).map_or("", |(name, _)| name)),
        }
    }
}

impl TryFrom<String> for Type {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Type> for String {
    fn from(ty: Type) -> String {
        ty.to_string()
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Type {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Type".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A scalar (string, int64, uint64, float, bool, date, datetime, datetime_iso, binary), the name of a shared struct, or a list of one of these, such as [string].",
            "type": "string",
            // A regular expression can only express a limited depth: lists of lists of lists.
            "pattern": r"^(\w+|\[\w+\]|\[\[\w+\]\]|\[\[\[\w+\]\]\])$",
            "examples": ["string", "[int64]", "InstanceSet"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_type_correspond() {
        for (text, ty) in [
            ("string", Type::String),
            ("[int64]", Type::List(Box::new(Type::Int64))),
            ("[[float]]", Type::List(Box::new(Type::List(Box::new(Type::Float))))),
            ("InstanceSet", Type::Structure("InstanceSet".into())),
        ] {
            assert_eq!(text.parse::<Type>(), Ok(ty.clone()));
            assert_eq!(ty.to_string(), text);
        }
        assert!("[string".parse::<Type>().is_err());
    }
}
