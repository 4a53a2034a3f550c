//! What responses consist of. Unlike `serde_json`'s, these values can borrow from the state, and building an object hashes no
//! names.

use std::borrow::Cow;

use serde_json::{Number, Value};

/// A value of a response.
#[derive(Clone, Debug, Default)]
pub(crate) enum Json<'a> {
    #[default]
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'a, str>),
    List(Vec<Self>),
    Object(Object<'a>),
    /// A value that has already been written, and is complete.
    Written(Vec<u8>),
}

/// The name of a field and its value.
pub(crate) type Field<'a> = (&'static str, Json<'a>);

/// The fields of a response, or of a struct in it, in the order in which they are written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Object<'a> {
    fields: Vec<(Cow<'static, str>, Json<'a>)>,
}

impl<'a> Object<'a> {
    pub(crate) fn len(&self) -> usize {
        self.fields.len()
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &Cow<'static, str>> {
        self.fields.iter().map(|(name, _)| name)
    }

    pub(crate) fn into_values(self) -> impl Iterator<Item = Json<'a>> {
        self.fields.into_iter().map(|(_, value)| value)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Json<'a>> {
        self.fields.iter().find(|(present, _)| present == name).map(|(_, value)| value)
    }

    /// Sets a field.
    pub(crate) fn insert(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Json<'a>>) {
        let (name, value) = (name.into(), value.into());
        match self.fields.iter_mut().find(|(present, _)| *present == name) {
            Some((_, present)) => *present = value,
            None => self.fields.push((name, value)),
        }
    }

    /// Adds fields that the object does not have yet.
    pub(crate) fn extend(&mut self, more: Self) {
        debug_assert!(more.names().all(|name| self.get(name).is_none()));
        self.fields.extend(more.fields);
    }
}

/// Builds the fields of a response, or of a struct in it.
pub(crate) fn fields<const N: usize>(fields: [(&'static str, Value); N]) -> Object<'static> {
    Object::from(fields.map(|(name, value)| (name, value.into())))
}

impl<'a, const N: usize> From<[Field<'a>; N]> for Object<'a> {
    fn from(fields: [Field<'a>; N]) -> Self {
        fields.into_iter().collect()
    }
}

impl<'a> FromIterator<Field<'a>> for Object<'a> {
    fn from_iter<I: IntoIterator<Item = Field<'a>>>(fields: I) -> Self {
        Self { fields: fields.into_iter().map(|(name, value)| (name.into(), value)).collect() }
    }
}

impl<'a> From<Object<'a>> for Json<'a> {
    fn from(object: Object<'a>) -> Self {
        Self::Object(object)
    }
}

impl<'a> From<Cow<'a, str>> for Json<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a str> for Json<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a String> for Json<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Json<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<bool> for Json<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Json<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<u32> for Json<'_> {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u64> for Json<'_> {
    fn from(number: u64) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Json<'_> {
    fn from(number: usize) -> Self {
        Self::Number(number.into())
    }
}

/// Infinity and what is not a number become null.
impl From<f64> for Json<'_> {
    fn from(number: f64) -> Self {
        Number::from_f64(number).map_or(Self::Null, Self::Number)
    }
}

impl From<Value> for Json<'_> {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::Text(text.into()),
            Value::Array(items) => items.into_iter().collect(),
            Value::Object(map) => {
                let fields = map.into_iter().map(|(name, value)| (name.into(), value.into()));
                Self::Object(Object { fields: fields.collect() })
            }
        }
    }
}

impl<'a, T: Into<Json<'a>>> FromIterator<T> for Json<'a> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}
