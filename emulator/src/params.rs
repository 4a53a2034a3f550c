//! The parameters of a call: from the wire to what handlers read.

mod flat;
mod validate;

use serde_json::{Map, Value};

pub(crate) use flat::{decode, unflatten};
pub(crate) use validate::validate;

/// Parameters, or one structure of them, after validation.
///
/// Types are known to be right and the spec's defaults are filled in, so that what is absent reads as empty.
#[derive(Clone, Copy)]
pub(crate) struct Params<'a>(&'a Map<String, Value>);

impl<'a> Params<'a> {
    pub(crate) fn new(map: &'a Map<String, Value>) -> Self {
        Self(map)
    }

    pub(crate) fn text(self, name: &str) -> &'a str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// What is too large for the type reads as its largest number.
    pub(crate) fn int(self, name: &str) -> i64 {
        let value = self.0.get(name);
        let too_large = value.and_then(Value::as_u64).map(|_| i64::MAX);
        value.and_then(Value::as_i64).or(too_large).unwrap_or_default()
    }

    pub(crate) fn flag(self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    pub(crate) fn texts(self, name: &str) -> Vec<&'a str> {
        self.list(name).iter().filter_map(Value::as_str).collect()
    }

    pub(crate) fn ints(self, name: &str) -> Vec<i64> {
        self.list(name).iter().filter_map(Value::as_i64).collect()
    }

    pub(crate) fn structure(self, name: &str) -> Option<Params<'a>> {
        self.0.get(name)?.as_object().map(Params)
    }

    pub(crate) fn structures(self, name: &str) -> Vec<Params<'a>> {
        self.list(name).iter().filter_map(Value::as_object).map(Params).collect()
    }

    fn list(self, name: &str) -> &'a [Value] {
        self.0.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}
