//! Records and fields as serde writes them, and as `Debug` shows them.

use std::fmt;

use serde::ser::{Error, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::{Record, Value};

impl Serialize for dyn Record + '_ {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let mut result = Ok(());
        self.each(&mut |name, field| {
            let value = field.value();
            if result.is_ok() && !matches!(value, Value::Absent) {
                result = map.serialize_entry(name, &value);
            }
        });
        result?;
        map.end()
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
                let mut result = Ok(());
                list.each(&mut |item| {
                    if result.is_ok() {
                        result = seq.serialize_element(&item.value());
                    }
                });
                result?;
                seq.end()
            }
            Value::Record(record) => record.serialize(serializer),
        }
    }
}

/// Shows a record by its wire names, without the values of secrets. What is not set is left out.
pub(crate) fn debug(name: &str, record: &dyn Record, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut shown = f.debug_struct(name);
    record.each(&mut |name, field| {
        let value = field.value();
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
            Value::List(list) => {
                let mut shown = f.debug_list();
                list.each(&mut |item| {
                    shown.entry(&item.value());
                });
                shown.finish()
            }
            Value::Record(record) => debug("", *record, f),
        }
    }
}
