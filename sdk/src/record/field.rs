//! What each field type accepts, and how it is visited. All rules of lenient decoding are here.

use std::borrow::Cow;

use super::kind::Kind;
use super::number;
use super::traits::{Field, List, Record, Scalar, Visit};
use crate::secret::Secret;

/// Converts a scalar to a string; returns `None` for a boolean.
pub fn string(value: Scalar<'_>) -> Option<Cow<'_, str>> {
    match value {
        Scalar::Str(text) => Some(text.into()),
        Scalar::I64(number) => Some(number.to_string().into()),
        Scalar::U64(number) => Some(number.to_string().into()),
        Scalar::F64(number) => Some(number.to_string().into()),
        Scalar::Number(text) => Some(text.into()),
        Scalar::Bool(_) => None,
    }
}

/// Sets a field to a value that could be converted; returns whether there is one.
pub fn set<T, U: Into<T>>(field: &mut T, value: Option<U>) -> bool {
    value.map(|value| *field = value.into()).is_some()
}

/// Converts the items of a list.
pub fn list<T, U: Into<T>>(items: impl IntoIterator<Item = U>) -> Vec<T> {
    items.into_iter().map(Into::into).collect()
}

impl Field for String {
    fn kind(&self) -> Kind {
        Kind::Str
    }

    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        set(self, string(value))
    }

    #[inline]
    fn visit<'a>(&'a self, name: &'a str, visit: &mut dyn Visit<'a>) {
        visit.visit_str(name, self);
    }
}

impl Field for Secret {
    fn kind(&self) -> Kind {
        Kind::Str
    }

    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        set(self, string(value).map(Secret::new))
    }

    #[inline]
    fn visit<'a>(&'a self, name: &'a str, visit: &mut dyn Visit<'a>) {
        visit.visit_secret(name, self);
    }
}

/// Converts a scalar to an integer: an integer, a string that contains one, or a number whose fraction is zero.
pub fn integer<T: TryFrom<i64> + TryFrom<u64> + TryFrom<i128>>(value: Scalar<'_>) -> Option<T> {
    /// From here on, neighboring integers have the same representation as a float.
    const INEXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Scalar::I64(number) => number.try_into().ok(),
        Scalar::U64(number) => number.try_into().ok(),
        Scalar::F64(number) if number.fract() == 0.0 && number.abs() < INEXACT => (number as i64).try_into().ok(),
        Scalar::Number(text) => number::integer(text)?.try_into().ok(),
        Scalar::Str(text) => number::integer(text.trim())?.try_into().ok(),
        _ => None,
    }
}

impl Field for i64 {
    fn kind(&self) -> Kind {
        Kind::I64
    }

    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        set(self, integer::<i64>(value))
    }

    #[inline]
    fn visit<'a>(&'a self, name: &'a str, visit: &mut dyn Visit<'a>) {
        visit.visit_i64(name, *self);
    }
}

impl Field for u64 {
    fn kind(&self) -> Kind {
        Kind::U64
    }

    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        set(self, integer::<u64>(value))
    }

    #[inline]
    fn visit<'a>(&'a self, name: &'a str, visit: &mut dyn Visit<'a>) {
        visit.visit_u64(name, *self);
    }
}

impl Field for f64 {
    fn kind(&self) -> Kind {
        Kind::F64
    }

    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        let number = match value {
            Scalar::F64(number) => Some(number),
            Scalar::I64(number) => Some(number as f64),
            Scalar::U64(number) => Some(number as f64),
            Scalar::Number(text) => text.parse().ok(),
            Scalar::Str(text) => text.trim().parse().ok(),
            Scalar::Bool(_) => None,
        };
        set(self, number.filter(|number| number.is_finite()))
    }

    #[inline]
    fn visit<'a>(&'a self, name: &'a str, visit: &mut dyn Visit<'a>) {
        visit.visit_f64(name, *self);
    }
}

impl Field for bool {
    fn kind(&self) -> Kind {
        Kind::Bool
    }

    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        *self = match value {
            Scalar::Bool(value) => value,
            Scalar::Str("true" | "True" | "TRUE" | "1") | Scalar::I64(1) | Scalar::U64(1) => true,
            Scalar::Str("false" | "False" | "FALSE" | "0") | Scalar::I64(0) | Scalar::U64(0) => false,
            _ => return false,
        };
        true
    }

    #[inline]
    fn visit<'a>(&'a self, name: &'a str, visit: &mut dyn Visit<'a>) {
        visit.visit_bool(name, *self);
    }
}

impl<T: Field + Default> Field for Option<T> {
    fn kind(&self) -> Kind {
        T::default().kind()
    }

    fn item_kind(&self) -> Kind {
        T::default().item_kind()
    }

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

    fn pop(&mut self) {
        if let Some(list) = self {
            list.pop();
        }
    }

    fn record(&mut self) -> Option<&mut dyn Record> {
        let mut inner = T::default();
        inner.record()?;
        self.insert(inner).record()
    }

    #[inline]
    fn visit<'a>(&'a self, name: &'a str, visit: &mut dyn Visit<'a>) {
        match self {
            Some(value) => value.visit(name, visit),
            None => visit.visit_none(name),
        }
    }
}

impl<T: Field + Default> Field for Vec<T> {
    fn kind(&self) -> Kind {
        Kind::List
    }

    fn item_kind(&self) -> Kind {
        T::default().kind()
    }

    fn list(&mut self) -> bool {
        self.clear();
        true
    }

    fn push(&mut self) -> Option<&mut dyn Field> {
        self.push(T::default());
        self.last_mut().map(|item| item as &mut dyn Field)
    }

    fn pop(&mut self) {
        self.pop();
    }

    #[inline]
    fn visit<'a>(&'a self, name: &'a str, visit: &mut dyn Visit<'a>) {
        visit.visit_list(name, self);
    }
}

impl<T: Field> List for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn visit_items<'a>(&'a self, visit: &mut dyn Visit<'a>) {
        self.iter().for_each(|item| item.visit("", visit));
    }
}

impl<T: Record> Field for T {
    fn kind(&self) -> Kind {
        Kind::Record
    }

    fn record(&mut self) -> Option<&mut dyn Record> {
        Some(self)
    }

    #[inline]
    fn visit<'a>(&'a self, name: &'a str, visit: &mut dyn Visit<'a>) {
        visit.visit_record(name, self);
    }
}
