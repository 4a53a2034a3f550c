//! Compares JSON with what was written after reading it. This file is part of xtask, and of the program that `cargo xtask
//! conformance` compiles.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

/// How JSON differs from what was written after reading it.
#[derive(Default)]
pub(crate) struct Comparison {
    /// How often each known quirk of the documentation occurred, which changes the form of a value but not its meaning.
    pub(crate) quirks: BTreeMap<&'static str, usize>,
    pub(crate) differences: Vec<Difference>,
}

/// A value that is not the same, or that only one of the two has.
pub(crate) struct Difference {
    /// The place, such as `InstanceSet[3].Status`.
    pub(crate) path: String,
    pub(crate) original: Option<Value>,
    pub(crate) written: Option<Value>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Difference { path, original, written } = self;
        match (original, written) {
            (Some(original), Some(written)) => write!(f, "{path}: {original} came back as {written}"),
            (Some(original), None) => write!(f, "{path}: {original} was lost"),
            (None, written) => write!(f, "{path}: {} was added", written.as_ref().unwrap_or(&Value::Null)),
        }
    }
}

impl Comparison {
    /// Compares two objects.
    pub(crate) fn of(original: &Map<String, Value>, written: &Map<String, Value>) -> Comparison {
        let mut comparison = Comparison::default();
        comparison.members("", original, written);
        comparison
    }

    fn value(&mut self, path: &str, original: &Value, written: &Value) {
        match (original, written) {
            (Value::Object(original), Value::Object(written)) => self.members(path, original, written),
            (Value::Array(original), Value::Array(written)) if original.len() == written.len() => {
                for (index, (original, written)) in original.iter().zip(written).enumerate() {
                    self.value(&format!("{path}[{index}]"), original, written);
                }
            }
            (original, written) if original == written => {}
            (Value::String(text), Value::Number(number)) if text.parse() == Ok(number.as_f64().unwrap_or(f64::NAN)) => {
                self.quirk("a number as string");
            }
            (Value::Number(number), Value::String(text)) if number.to_string() == *text => {
                self.quirk("a string as number")
            }
            (Value::Number(original), Value::Number(written)) if original.as_f64() == written.as_f64() => {}
            (Value::Null, written) if is_zero(written) => self.quirk("null"),
            _ => self.difference(path, Some(original), Some(written)),
        }
    }

    fn members(&mut self, path: &str, original: &Map<String, Value>, written: &Map<String, Value>) {
        let inside = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        for (name, value) in original {
            match written.get(name) {
                Some(again) => self.value(&inside(name), value, again),
                None if value.is_null() => self.quirk("null"),
                None => self.difference(&inside(name), Some(value), None),
            }
        }
        for (name, value) in written.iter().filter(|(name, _)| !original.contains_key(*name)) {
            if is_zero(value) {
                self.quirk("an always-present field that is missing");
            } else {
                self.difference(&inside(name), None, Some(value));
            }
        }
    }

    fn quirk(&mut self, quirk: &'static str) {
        *self.quirks.entry(quirk).or_default() += 1;
    }

    fn difference(&mut self, path: &str, original: Option<&Value>, written: Option<&Value>) {
        let difference = Difference { path: path.to_owned(), original: original.cloned(), written: written.cloned() };
        self.differences.push(difference);
    }
}

/// Returns whether a value is that of a field that was not received.
fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(is_zero),
    }
}
