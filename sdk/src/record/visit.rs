//! How records and lists are visited, by code that writes, compares or searches them.

use std::fmt;

use super::traits::{List, Record, Schema, Visit};
use crate::secret::{Secret, without_queries};

/// The value of a field or an item.
#[derive(Clone, Copy)]
pub enum Value<'a> {
    /// Not set, and therefore not written.
    None,
    /// A string.
    Str(&'a str),
    /// A string that must not be logged.
    Secret(&'a Secret),
    /// A signed integer.
    I64(i64),
    /// An unsigned integer.
    U64(u64),
    /// A floating-point number.
    F64(f64),
    /// A boolean.
    Bool(bool),
    /// A list.
    List(&'a dyn List),
    /// A record.
    Record(&'a dyn Record),
}

/// A function visits each field as a value.
impl<'a, F: FnMut(&'a str, Value<'a>)> Visit<'a> for F {
    fn visit_none(&mut self, name: &'a str) {
        self(name, Value::None);
    }

    fn visit_str(&mut self, name: &'a str, text: &'a str) {
        self(name, Value::Str(text));
    }

    fn visit_secret(&mut self, name: &'a str, secret: &'a Secret) {
        self(name, Value::Secret(secret));
    }

    fn visit_i64(&mut self, name: &'a str, number: i64) {
        self(name, Value::I64(number));
    }

    fn visit_u64(&mut self, name: &'a str, number: u64) {
        self(name, Value::U64(number));
    }

    fn visit_f64(&mut self, name: &'a str, number: f64) {
        self(name, Value::F64(number));
    }

    fn visit_bool(&mut self, name: &'a str, value: bool) {
        self(name, Value::Bool(value));
    }

    fn visit_list(&mut self, name: &'a str, list: &'a dyn List) {
        self(name, Value::List(list));
    }

    fn visit_record(&mut self, name: &'a str, record: &'a dyn Record) {
        self(name, Value::Record(record));
    }
}

impl<'a> Value<'a> {
    /// Calls the method of a visitor that corresponds to the value.
    pub(crate) fn visit(self, name: &'a str, visit: &mut dyn Visit<'a>) {
        match self {
            Value::None => visit.visit_none(name),
            Value::Str(text) => visit.visit_str(name, text),
            Value::Secret(secret) => visit.visit_secret(name, secret),
            Value::I64(number) => visit.visit_i64(name, number),
            Value::U64(number) => visit.visit_u64(name, number),
            Value::F64(number) => visit.visit_f64(name, number),
            Value::Bool(value) => visit.visit_bool(name, value),
            Value::List(list) => visit.visit_list(name, list),
            Value::Record(record) => visit.visit_record(name, record),
        }
    }
}

impl dyn Record + '_ {
    /// Returns the schema of the type.
    pub(crate) fn schema(&self) -> &'static Schema {
        self.describe(None).schema
    }

    /// Visits the fields and the additional parameters, which replace fields of the same name.
    pub(crate) fn visit<'a>(&'a self, visit: &mut dyn Visit<'a>) {
        let mut names = Vec::new();
        let parameters = self.describe(None).parameters;
        if let Some(parameters) = parameters {
            parameters.describe(Some(&mut |name, _: Value<'_>| names.push(name)));
        }
        let (Some(parameters), false) = (parameters, names.is_empty()) else {
            self.describe(Some(visit));
            return;
        };
        self.describe(Some(&mut |name: &'a str, value: Value<'a>| {
            if !names.contains(&name) {
                value.visit(name, visit);
            }
        }));
        parameters.describe(Some(visit));
    }
}

impl dyn List + '_ {
    pub(crate) fn items(&self) -> Vec<Value<'_>> {
        let mut items = Vec::with_capacity(self.count());
        self.visit_items(&mut |_, item| items.push(item));
        items
    }
}

/// Formats a record with its wire names, without the values of secrets, without the fields that are `None`, and without
/// the parts of links that grant access.
pub fn debug(record: &dyn Record, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut shown = f.debug_struct(record.schema().name);
    record.visit(&mut |name, value| {
        if !matches!(value, Value::None) {
            shown.field(name, &value);
        }
    });
    shown.finish()
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::None => f.write_str("None"),
            Value::Str(text) => fmt::Debug::fmt(&*without_queries(text), f),
            Value::Secret(secret) => fmt::Debug::fmt(secret, f),
            Value::I64(number) => fmt::Debug::fmt(number, f),
            Value::U64(number) => fmt::Debug::fmt(number, f),
            Value::F64(number) => fmt::Debug::fmt(number, f),
            Value::Bool(value) => fmt::Debug::fmt(value, f),
            Value::List(list) => f.debug_list().entries(list.items()).finish(),
            Value::Record(record) => debug(*record, f),
        }
    }
}

/// Returns whether two records of a type have equal fields.
pub fn equal(one: &dyn Record, other: &dyn Record) -> bool {
    fields(one) == fields(other)
}

fn fields(record: &dyn Record) -> Vec<(&str, Value<'_>)> {
    let mut fields = Vec::with_capacity(record.schema().fields.len());
    record.visit(&mut |name, value| fields.push((name, value)));
    fields
}

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Value::None, Value::None) => true,
            (Value::Str(one), Value::Str(other)) => one == other,
            (Value::Secret(one), Value::Secret(other)) => one == other,
            (Value::I64(one), Value::I64(other)) => one == other,
            (Value::U64(one), Value::U64(other)) => one == other,
            (Value::F64(one), Value::F64(other)) => one == other,
            (Value::Bool(one), Value::Bool(other)) => one == other,
            (Value::List(one), Value::List(other)) => one.items() == other.items(),
            (Value::Record(one), Value::Record(other)) => equal(*one, *other),
            _ => false,
        }
    }
}
