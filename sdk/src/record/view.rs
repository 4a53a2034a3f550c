//! What records and lists show of themselves, to whoever writes, compares or searches them.

use std::fmt;

use super::Record;
use crate::secret::Secret;

/// A field or an item as it is written.
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

/// Who is shown the fields of a record under their names, or the items of a list under none.
///
/// The type of a field chooses the method, so that a viewer need not tell one kind of value from another.
pub(crate) trait Viewer<'a> {
    fn absent(&mut self, name: &'a str);
    fn text(&mut self, name: &'a str, text: &'a str);
    fn secret(&mut self, name: &'a str, secret: &'a Secret);
    fn int(&mut self, name: &'a str, number: i64);
    fn uint(&mut self, name: &'a str, number: u64);
    fn float(&mut self, name: &'a str, number: f64);
    fn bool(&mut self, name: &'a str, value: bool);
    fn list(&mut self, name: &'a str, list: &'a dyn List);
    fn record(&mut self, name: &'a str, record: &'a dyn Record);
}

/// A function is shown all of them as values.
impl<'a, F: FnMut(&'a str, Value<'a>)> Viewer<'a> for F {
    fn absent(&mut self, name: &'a str) {
        self(name, Value::Absent);
    }

    fn text(&mut self, name: &'a str, text: &'a str) {
        self(name, Value::Text(text));
    }

    fn secret(&mut self, name: &'a str, secret: &'a Secret) {
        self(name, Value::Secret(secret));
    }

    fn int(&mut self, name: &'a str, number: i64) {
        self(name, Value::Int(number));
    }

    fn uint(&mut self, name: &'a str, number: u64) {
        self(name, Value::Uint(number));
    }

    fn float(&mut self, name: &'a str, number: f64) {
        self(name, Value::Float(number));
    }

    fn bool(&mut self, name: &'a str, value: bool) {
        self(name, Value::Bool(value));
    }

    fn list(&mut self, name: &'a str, list: &'a dyn List) {
        self(name, Value::List(list));
    }

    fn record(&mut self, name: &'a str, record: &'a dyn Record) {
        self(name, Value::Record(record));
    }
}

/// A list, as it is written.
pub(crate) trait List {
    fn len(&self) -> usize;

    /// Shows the items, in order.
    fn show<'a>(&'a self, viewer: &mut dyn Viewer<'a>);
}

impl dyn List + '_ {
    pub(crate) fn items(&self) -> Vec<Value<'_>> {
        let mut items = Vec::with_capacity(self.len());
        self.show(&mut |_, item| items.push(item));
        items
    }
}

/// Shows a record by its wire names, without the values of secrets. What is not set is left out.
pub(crate) fn debug(record: &dyn Record, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut shown = f.debug_struct(record.shape().name);
    record.show(&mut |name, value| {
        if !matches!(value, Value::Absent) {
            shown.field(name, &value);
        }
    });
    shown.finish()
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Absent => f.write_str("absent"),
            Value::Text(text) => fmt::Debug::fmt(text, f),
            Value::Secret(secret) => fmt::Debug::fmt(secret, f),
            Value::Int(number) => fmt::Debug::fmt(number, f),
            Value::Uint(number) => fmt::Debug::fmt(number, f),
            Value::Float(number) => fmt::Debug::fmt(number, f),
            Value::Bool(value) => fmt::Debug::fmt(value, f),
            Value::List(list) => f.debug_list().entries(list.items()).finish(),
            Value::Record(record) => debug(*record, f),
        }
    }
}

/// Whether two records of a type hold the same.
pub(crate) fn equal(one: &dyn Record, other: &dyn Record) -> bool {
    fields(one) == fields(other)
}

fn fields(record: &dyn Record) -> Vec<(&str, Value<'_>)> {
    let mut fields = Vec::with_capacity(record.shape().fields.len());
    record.show(&mut |name, value| fields.push((name, value)));
    fields
}

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Value::Absent, Value::Absent) => true,
            (Value::Text(one), Value::Text(other)) => one == other,
            (Value::Secret(one), Value::Secret(other)) => one == other,
            (Value::Int(one), Value::Int(other)) => one == other,
            (Value::Uint(one), Value::Uint(other)) => one == other,
            (Value::Float(one), Value::Float(other)) => one == other,
            (Value::Bool(one), Value::Bool(other)) => one == other,
            (Value::List(one), Value::List(other)) => one.items() == other.items(),
            (Value::Record(one), Value::Record(other)) => equal(*one, *other),
            _ => false,
        }
    }
}
