//! What records, their fields and their lists are to each other.

use serde_json::{Map, Value as Json};

use super::kind::Kind;
use crate::secret::Secret;

/// What [`Record::with_fields_mut`] calls, once, with all fields in order.
pub type FieldsFn<'a> = &'a mut dyn FnMut(&mut [&mut dyn Field]);

/// What all records of a type have in common.
#[derive(Debug)]
pub struct Schema {
    /// The name of the type.
    pub name: &'static str,
    /// The wire names of the fields, in the documentation's order.
    pub fields: &'static [&'static str],
    /// The names of the fields that a response always contains and that are never null, in the same order.
    pub output_required: &'static [&'static str],
}

/// An object whose fields have wire names.
pub trait Record {
    /// The names of the fields.
    fn schema(&self) -> &'static Schema;

    /// Visits the fields, in the documentation's order.
    fn visit_fields<'a>(&'a self, visit: &mut dyn Visit<'a>);

    /// Lends the fields to be read into, in the order of [`Schema::fields`].
    fn with_fields_mut(&mut self, read: FieldsFn<'_>);

    /// The members of an open record, which has whatever fields arrive.
    fn members_mut(&mut self) -> Option<&mut Map<String, Json>> {
        None
    }

    /// How many bytes it takes outside of what contains it.
    fn boxed_size(&self) -> usize {
        0
    }
}

/// A struct that contains itself contains a box.
impl<T: Record> Record for Box<T> {
    fn schema(&self) -> &'static Schema {
        (**self).schema()
    }

    fn visit_fields<'a>(&'a self, visit: &mut dyn Visit<'a>) {
        (**self).visit_fields(visit);
    }

    fn with_fields_mut(&mut self, read: FieldsFn<'_>) {
        (**self).with_fields_mut(read);
    }

    fn boxed_size(&self) -> usize {
        size_of::<T>()
    }
}

/// A scalar as it was received.
#[derive(Clone, Copy, Debug)]
pub enum Scalar<'a> {
    /// A string.
    Str(&'a str),
    /// An integer.
    I64(i64),
    /// An integer that fits `u64`, and perhaps `i64` too.
    U64(u64),
    /// A number with a fraction, or one that no integer type can represent.
    F64(f64),
    /// A number as it is written in JSON. Plain integers come as such.
    Number(&'a str),
    /// A boolean.
    Bool(bool),
}

/// A field of a record: reads what is received, and can be visited.
pub trait Field {
    /// What the field takes.
    fn kind(&self) -> Kind;

    /// What the items of the list are; of no meaning if the field is not a list.
    fn item_kind(&self) -> Kind {
        Kind::Any
    }

    /// Sets the field to a scalar; `false` if it cannot be converted to this type.
    fn scalar(&mut self, _: Scalar<'_>) -> bool {
        false
    }

    /// Becomes an empty list; `false` if the field is not a list.
    fn list(&mut self) -> bool {
        false
    }

    /// Appends an item and returns it, to be read into; `None` if the field is not a list.
    fn push(&mut self) -> Option<&mut dyn Field> {
        None
    }

    /// Removes the last item of the list.
    fn pop(&mut self) {}

    /// The record to be read into; `None` if the field is not a record.
    fn record(&mut self) -> Option<&mut dyn Record> {
        None
    }

    /// Visits the field under its name.
    fn visit<'a>(&'a self, name: &'a str, visit: &mut dyn Visit<'a>);
}

/// Visits the fields of a record with their names, or the items of a list with an empty name.
///
/// The type of a field selects the method, so that a visitor need not distinguish kinds of values.
pub trait Visit<'a> {
    /// An optional field that is not set.
    fn visit_none(&mut self, name: &'a str);
    /// A string.
    fn visit_str(&mut self, name: &'a str, text: &'a str);
    /// A string that must not be logged.
    fn visit_secret(&mut self, name: &'a str, secret: &'a Secret);
    /// A signed integer.
    fn visit_i64(&mut self, name: &'a str, number: i64);
    /// An unsigned integer.
    fn visit_u64(&mut self, name: &'a str, number: u64);
    /// A number with a fraction.
    fn visit_f64(&mut self, name: &'a str, number: f64);
    /// A boolean.
    fn visit_bool(&mut self, name: &'a str, value: bool);
    /// A list.
    fn visit_list(&mut self, name: &'a str, list: &'a dyn List);
    /// A record.
    fn visit_record(&mut self, name: &'a str, record: &'a dyn Record);
}

/// A list, as it is written.
pub trait List {
    /// The number of items.
    fn count(&self) -> usize;

    /// Visits the items, in order.
    fn visit_items<'a>(&'a self, visit: &mut dyn Visit<'a>);
}
