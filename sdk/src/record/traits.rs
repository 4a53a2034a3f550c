//! The traits of records, their fields and their lists.

use serde_json::{Map, Value as Json};

use super::kind::Kind;
use crate::secret::Secret;

/// The callback that [`Record::with_fields_mut`] calls once with all fields in order.
pub type FieldsFn<'a> = &'a mut dyn FnMut(&mut [&mut dyn Field]);

/// The properties that all records of a type share.
#[derive(Debug)]
pub struct Schema {
    /// The name of the type.
    pub name: &'static str,
    /// The wire names of the fields, in the order of the documentation.
    pub fields: &'static [&'static str],
    /// The wire names of the fields that are always present in a response and never null, in the same order.
    pub output_required: &'static [&'static str],
}

/// What is known about a record besides the values of its fields.
pub struct Header<'a> {
    /// The schema of the type.
    pub(super) schema: &'static Schema,
    /// The parameters without fields, of a record that can have any.
    pub(super) parameters: Option<&'a dyn Record>,
}

impl<'a> Header<'a> {
    /// The header of an object whose members can be anything.
    pub(super) const OPEN: Self = Self::new(&Schema { name: "Object", fields: &[], output_required: &[] });

    /// Creates the header of a record that has fields only.
    pub const fn new(schema: &'static Schema) -> Self {
        Header { schema, parameters: None }
    }

    /// Adds the parameters without fields.
    pub const fn with(self, parameters: &'a dyn Record) -> Self {
        Header { parameters: Some(parameters), ..self }
    }
}

/// An object whose fields have wire names.
///
/// Hundreds of generated types implement it, and each function costs compile time: hence they implement one function for
/// all that a shared record provides, and one for an exclusive one. What follows from them is a method of `dyn Record`.
pub trait Record {
    /// Visits the fields, in the order of the documentation and without additional parameters, if there is a visitor.
    /// Returns the header in either case.
    fn describe<'a>(&'a self, visit: Option<&mut dyn Visit<'a>>) -> Header<'a>;

    /// Calls `read` with the fields, in the order of [`Schema::fields`], so that it can set them.
    fn with_fields_mut(&mut self, read: FieldsFn<'_>);

    /// Returns the members of an open record, which accepts any field that arrives.
    fn members_mut(&mut self) -> Option<&mut Map<String, Json>> {
        None
    }

    /// Returns how many bytes it uses outside what contains it.
    fn boxed_size(&self) -> usize {
        0
    }
}

/// A struct that contains itself does so in a box.
impl<T: Record> Record for Box<T> {
    fn describe<'a>(&'a self, visit: Option<&mut dyn Visit<'a>>) -> Header<'a> {
        (**self).describe(visit)
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
    /// Returns what the field accepts.
    fn kind(&self) -> Kind;

    /// Returns what the items of the list are; meaningless if the field is not a list.
    fn item_kind(&self) -> Kind {
        Kind::Any
    }

    /// Sets the field to a scalar; returns `false` if the scalar cannot be converted to the field's type.
    fn scalar(&mut self, _: Scalar<'_>) -> bool {
        false
    }

    /// Sets the field to an empty list; returns `false` if the field is not a list.
    fn list(&mut self) -> bool {
        false
    }

    /// Appends an item to be read into, and returns it; returns `None` if the field is not a list.
    fn push(&mut self) -> Option<&mut dyn Field> {
        None
    }

    /// Removes the last item of the list.
    fn pop(&mut self) {}

    /// Returns the record to be read into; `None` if the field is not a record.
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
    /// Visits an optional field that is not set.
    fn visit_none(&mut self, name: &'a str);
    /// Visits a string.
    fn visit_str(&mut self, name: &'a str, text: &'a str);
    /// Visits a string that must not be logged.
    fn visit_secret(&mut self, name: &'a str, secret: &'a Secret);
    /// Visits a signed integer.
    fn visit_i64(&mut self, name: &'a str, number: i64);
    /// Visits an unsigned integer.
    fn visit_u64(&mut self, name: &'a str, number: u64);
    /// Visits a floating-point number.
    fn visit_f64(&mut self, name: &'a str, number: f64);
    /// Visits a boolean.
    fn visit_bool(&mut self, name: &'a str, value: bool);
    /// Visits a list.
    fn visit_list(&mut self, name: &'a str, list: &'a dyn List);
    /// Visits a record.
    fn visit_record(&mut self, name: &'a str, record: &'a dyn Record);
}

/// A list that is visited.
pub trait List {
    /// Returns the number of items.
    fn count(&self) -> usize;

    /// Visits the items, in order.
    fn visit_items<'a>(&'a self, visit: &mut dyn Visit<'a>);
}
