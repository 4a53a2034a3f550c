//! What each field type accepts, and how it shows itself. The lenient rules live here and nowhere else.

use std::borrow::Cow;

use super::{List, Record, Viewer};
use crate::secret::Secret;

/// A scalar as it arrived.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scalar<'a> {
    Text(&'a str),
    Int(i64),
    /// A number that only `u64` holds, or one that also `i64` does.
    Uint(u64),
    Float(f64),
    Bool(bool),
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

    /// Shows the field under its name.
    fn show_as<'a>(&'a self, name: &'a str, viewer: &mut dyn Viewer<'a>);
}

/// The text that a scalar stands for; none for a boolean.
pub(crate) fn text(value: Scalar<'_>) -> Option<Cow<'_, str>> {
    match value {
        Scalar::Text(text) => Some(text.into()),
        Scalar::Int(number) => Some(number.to_string().into()),
        Scalar::Uint(number) => Some(number.to_string().into()),
        Scalar::Float(number) => Some(number.to_string().into()),
        Scalar::Bool(_) => None,
    }
}

impl Field for String {
    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        text(value).map(|text| *self = text.into_owned()).is_some()
    }

    #[inline]
    fn show_as<'a>(&'a self, name: &'a str, viewer: &mut dyn Viewer<'a>) {
        viewer.text(name, self);
    }
}

impl Field for Secret {
    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        text(value).map(|text| *self = Secret::new(text)).is_some()
    }

    #[inline]
    fn show_as<'a>(&'a self, name: &'a str, viewer: &mut dyn Viewer<'a>) {
        viewer.secret(name, self);
    }
}

/// The integer that a scalar stands for: itself, in a text, or as a float without a fraction.
pub(crate) fn integer<T: TryFrom<i64> + TryFrom<u64> + TryFrom<i128>>(value: Scalar<'_>) -> Option<T> {
    /// Beyond this, neighbouring integers share a float.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Scalar::Int(number) => number.try_into().ok(),
        Scalar::Uint(number) => number.try_into().ok(),
        Scalar::Float(number) if number.fract() == 0.0 && number.abs() <= EXACT => (number as i64).try_into().ok(),
        Scalar::Text(text) => {
            let text = text.trim();
            match text.parse::<i128>() {
                Ok(number) => number.try_into().ok(),
                Err(_) => integer(Scalar::Float(text.parse().ok()?)),
            }
        }
        _ => None,
    }
}

impl Field for i64 {
    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        integer(value).map(|number| *self = number).is_some()
    }

    #[inline]
    fn show_as<'a>(&'a self, name: &'a str, viewer: &mut dyn Viewer<'a>) {
        viewer.int(name, *self);
    }
}

impl Field for u64 {
    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        integer(value).map(|number| *self = number).is_some()
    }

    #[inline]
    fn show_as<'a>(&'a self, name: &'a str, viewer: &mut dyn Viewer<'a>) {
        viewer.uint(name, *self);
    }
}

impl Field for f64 {
    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        let number = match value {
            Scalar::Float(number) => Some(number),
            Scalar::Int(number) => Some(number as f64),
            Scalar::Uint(number) => Some(number as f64),
            Scalar::Text(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            Scalar::Bool(_) => None,
        };
        number.map(|number| *self = number).is_some()
    }

    #[inline]
    fn show_as<'a>(&'a self, name: &'a str, viewer: &mut dyn Viewer<'a>) {
        viewer.float(name, *self);
    }
}

impl Field for bool {
    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        *self = match value {
            Scalar::Bool(value) => value,
            Scalar::Text("true" | "True" | "TRUE" | "1") | Scalar::Int(1) | Scalar::Uint(1) => true,
            Scalar::Text("false" | "False" | "FALSE" | "0") | Scalar::Int(0) | Scalar::Uint(0) => false,
            _ => return false,
        };
        true
    }

    #[inline]
    fn show_as<'a>(&'a self, name: &'a str, viewer: &mut dyn Viewer<'a>) {
        viewer.bool(name, *self);
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

    #[inline]
    fn show_as<'a>(&'a self, name: &'a str, viewer: &mut dyn Viewer<'a>) {
        match self {
            Some(value) => value.show_as(name, viewer),
            None => viewer.absent(name),
        }
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

    #[inline]
    fn show_as<'a>(&'a self, name: &'a str, viewer: &mut dyn Viewer<'a>) {
        viewer.list(name, self);
    }
}

impl<T: Field> List for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn show<'a>(&'a self, viewer: &mut dyn Viewer<'a>) {
        self.iter().for_each(|item| item.show_as("", viewer));
    }
}

impl<T: Record> Field for T {
    fn record(&mut self) -> Option<&mut dyn Record> {
        Some(self)
    }

    #[inline]
    fn show_as<'a>(&'a self, name: &'a str, viewer: &mut dyn Viewer<'a>) {
        viewer.record(name, self);
    }
}
