//! What each field type accepts, and how it shows itself. The lenient rules live here and nowhere else.

use super::Record;
use crate::credentials::Secret;

/// A scalar as it arrived.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scalar<'a> {
    Text(&'a str),
    Int(i128),
    Float(f64),
    Bool(bool),
}

/// A field as it is written.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    /// Not set: not written at all.
    Absent,
    Text(&'a str),
    Secret(&'a Secret),
    Int(i64),
    Uint(u64),
    Float(f64),
    Bool(bool),
    List(&'a dyn List),
    Record(&'a dyn Record),
}

/// A field of a record: reads what arrives, shows what is there.
pub(crate) trait Field {
    /// Takes a scalar; `false` where it cannot stand for a value of this type.
    fn scalar(&mut self, _: Scalar<'_>) -> bool {
        false
    }

    /// Becomes an empty list; `false` where this is none.
    fn list(&mut self) -> bool {
        false
    }

    /// Appends an item and gives it, to be read into; nothing where this is no list.
    fn push(&mut self) -> Option<&mut dyn Field> {
        None
    }

    /// The record to be read into; nothing where this is none.
    fn record(&mut self) -> Option<&mut dyn Record> {
        None
    }

    /// The field as it is written.
    fn value(&self) -> Value<'_>;
}

/// The items of a list, to be written.
pub(crate) trait List {
    fn len(&self) -> usize;
    fn item(&self, index: usize) -> Option<Value<'_>>;
}

impl<'a> dyn List + 'a {
    /// The items in order, as they are written.
    pub(crate) fn values(&self) -> impl Iterator<Item = Value<'_>> + use<'_, 'a> {
        (0..self.len()).filter_map(|index| self.item(index))
    }
}

impl Field for String {
    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        *self = match value {
            Scalar::Text(text) => text.to_owned(),
            Scalar::Int(number) => number.to_string(),
            Scalar::Float(number) => number.to_string(),
            Scalar::Bool(_) => return false,
        };
        true
    }

    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Field for Secret {
    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        let mut text = String::new();
        let taken = text.scalar(value);
        *self = Secret::new(text);
        taken
    }

    fn value(&self) -> Value<'_> {
        Value::Secret(self)
    }
}

/// The whole number that a scalar stands for: itself, in a text, or as a float without a fraction.
fn integer(value: Scalar<'_>) -> Option<i128> {
    /// Beyond this, neighbouring integers share a float.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Scalar::Int(number) => Some(number),
        Scalar::Float(number) if number.fract() == 0.0 && number.abs() <= EXACT => Some(number as i128),
        Scalar::Text(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| integer(Scalar::Float(text.parse().ok()?)))
        }
        _ => None,
    }
}

impl Field for i64 {
    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        integer(value).and_then(|number| number.try_into().ok()).map(|number| *self = number).is_some()
    }

    fn value(&self) -> Value<'_> {
        Value::Int(*self)
    }
}

impl Field for u64 {
    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        integer(value).and_then(|number| number.try_into().ok()).map(|number| *self = number).is_some()
    }

    fn value(&self) -> Value<'_> {
        Value::Uint(*self)
    }
}

impl Field for f64 {
    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        let number = match value {
            Scalar::Float(number) => Some(number),
            Scalar::Int(number) => Some(number as f64),
            Scalar::Text(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            Scalar::Bool(_) => None,
        };
        number.map(|number| *self = number).is_some()
    }

    fn value(&self) -> Value<'_> {
        Value::Float(*self)
    }
}

impl Field for bool {
    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        *self = match value {
            Scalar::Bool(value) => value,
            Scalar::Text("true" | "True" | "TRUE" | "1") | Scalar::Int(1) => true,
            Scalar::Text("false" | "False" | "FALSE" | "0") | Scalar::Int(0) => false,
            _ => return false,
        };
        true
    }

    fn value(&self) -> Value<'_> {
        Value::Bool(*self)
    }
}

impl<T: Field + Default> Field for Option<T> {
    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        let mut inner = T::default();
        let taken = inner.scalar(value);
        if taken {
            *self = Some(inner);
        }
        taken
    }

    fn list(&mut self) -> bool {
        let mut inner = T::default();
        let is_list = inner.list();
        if is_list {
            *self = Some(inner);
        }
        is_list
    }

    fn push(&mut self) -> Option<&mut dyn Field> {
        self.as_mut()?.push()
    }

    fn record(&mut self) -> Option<&mut dyn Record> {
        let mut inner = T::default();
        inner.record()?;
        self.insert(inner).record()
    }

    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Absent, Field::value)
    }
}

impl<T: Field + Default> Field for Vec<T> {
    fn list(&mut self) -> bool {
        self.clear();
        true
    }

    fn push(&mut self) -> Option<&mut dyn Field> {
        self.push(T::default());
        self.last_mut().map(|item| item as &mut dyn Field)
    }

    fn value(&self) -> Value<'_> {
        Value::List(self)
    }
}

impl<T: Field> List for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn item(&self, index: usize) -> Option<Value<'_>> {
        self.get(index).map(Field::value)
    }
}

impl<T: Record> Field for T {
    fn record(&mut self) -> Option<&mut dyn Record> {
        Some(self)
    }

    fn value(&self) -> Value<'_> {
        Value::Record(self)
    }
}
