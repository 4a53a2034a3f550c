//! Records and fields as serde writes them, and as `Debug` shows them.

use std::fmt;

use serde::ser::{Error, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::{Field, Record, Value};

/// Writes a record as an object, without the fields that are not set.
pub(crate) fn serialize<S: Serializer>(record: &dyn Record, serializer: S) -> Result<S::Ok, S::Error> {
    if let Some(members) = record.members() {
        let entries = members.iter().map(|(name, value)| (name, Field::value(value)));
        return serializer.collect_map(entries.filter(|(_, value)| !matches!(value, Value::Absent)));
    }
    let names = record.shape().fields;
    let mut map = serializer.serialize_map(None)?;
    let mut result = Ok(());
    record.show(&mut |values| result = serialize_fields(&mut map, names, values));
    result?;
    map.end()
}

/// Writes the fields that are set. The most frequent types are told apart here, where their code is inlined.
fn serialize_fields<M: SerializeMap>(map: &mut M, names: &[&str], values: &[Value<'_>]) -> Result<(), M::Error> {
    names.iter().zip(values).try_for_each(|(name, value)| match value {
        Value::Absent => Ok(()),
        Value::Text(text) => map.serialize_entry(name, text),
        Value::Int(number) => map.serialize_entry(name, number),
        other => map.serialize_entry(name, other),
    })
}

impl Serialize for dyn Record + '_ {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self, serializer)
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Absent => serializer.serialize_none(),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Secret(secret) => serializer.serialize_str(secret.expose()),
            Value::Int(number) => serializer.serialize_i64(*number),
            Value::Uint(number) => serializer.serialize_u64(*number),
            // JSON has no such number, and `null` would mean something else to the service.
            Value::Float(number) if !number.is_finite() => Err(S::Error::custom(format!("{number} is no JSON number"))),
            Value::Float(number) => serializer.serialize_f64(*number),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::List(list) => {
                let mut seq = serializer.serialize_seq(Some(list.len()))?;
                for value in list.values() {
                    seq.serialize_element(&value)?;
                }
                seq.end()
            }
            Value::Record(record) => serialize(*record, serializer),
        }
    }
}

/// Shows a record by its wire names, without the values of secrets. What is not set is left out.
pub(crate) fn debug(record: &dyn Record, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut shown = f.debug_struct(record.shape().name);
    record.each(&mut |name, value| {
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
            Value::List(list) => f.debug_list().entries(list.values()).finish(),
            Value::Record(record) => debug(*record, f),
        }
    }
}

/// Whether two records of a type hold the same.
pub(crate) fn equal(one: &dyn Record, other: &dyn Record) -> bool {
    if let (Some(one), Some(other)) = (one.members(), other.members()) {
        return one == other;
    }
    let mut equal = false;
    one.show(&mut |one| other.show(&mut |other| equal = one == other));
    equal
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
            (Value::List(one), Value::List(other)) => one.len() == other.len() && one.values().eq(other.values()),
            (Value::Record(one), Value::Record(other)) => equal(*one, *other),
            _ => false,
        }
    }
}
