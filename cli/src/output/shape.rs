//! What the spec knows of a response.

use serde_json::{Map, Value};

/// What is known of a response, so that its main list can be found and read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    /// The path of the main list, such as `InstanceSet` or `Data.List`.
    pub(crate) list: Option<String>,
    /// The path of the number of items across all pages, such as `TotalCount`.
    pub(crate) total: Option<String>,
    /// The documented fields of the list's items in order, or those of the response if it has no main list.
    pub(crate) fields: Vec<Field>,
}

/// A documented field.
#[derive(Clone, Debug, Default)]
pub(crate) struct Field {
    /// The name as the API spells it.
    pub(crate) name: String,
    /// The names of its values, such as `("2", "Running")`, if it is an enum.
    pub(crate) values: Vec<(String, String)>,
}

impl Field {
    /// The name of a value, unless it is the value itself.
    pub(crate) fn name_of(&self, value: &str) -> Option<&str> {
        let (_, name) = self.values.iter().find(|(known, _)| known == value)?;
        (name != value).then_some(name)
    }
}

impl Shape {
    /// The field with this name.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The items of the main list in a response; a list that is `null` is empty.
    pub(crate) fn items<'a>(&self, response: &'a Value) -> Option<&'a [Value]> {
        match at(response, self.list.as_deref()?)? {
            Value::Array(items) => Some(items),
            Value::Null => Some(&[]),
            _ => None,
        }
    }

    /// Whether the result of a query consists of what the shape documents: the response, or items of its main list.
    pub(crate) fn describes(&self, result: &Value, response: &Value) -> bool {
        let sample = match result {
            Value::Array(items) => items.first(),
            other => Some(other),
        };
        let items = self.items(response).unwrap_or_default();
        sample.is_some_and(|sample| sample.is_object() && (sample == response || items.contains(sample)))
    }

    /// The number of items across all pages.
    pub(crate) fn total_in(&self, response: &Value) -> Option<u64> {
        at(response, self.total.as_deref()?)?.as_u64()
    }

    /// A response that contains nothing but the main list.
    pub(crate) fn response_of(&self, items: Vec<Value>) -> Value {
        let path = self.list.as_deref().unwrap_or_default();
        path.rsplit('.').filter(|name| !name.is_empty()).fold(Value::Array(items), |value, name| {
            let mut object = Map::new();
            object.insert(name.to_owned(), value);
            Value::Object(object)
        })
    }
}

/// The value at a path of names joined by dots.
fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, name| value.get(name))
}
