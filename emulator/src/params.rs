//! The parameters of a call: decoding, validation, access.

mod flat;
mod validate;

use serde_json::{Map, Value};

pub(crate) use flat::{decode, unflatten};
pub(crate) use validate::validate;

/// Validated parameters, or one object among them.
///
/// Validation has checked the types and filled in the spec's defaults, so these methods return no errors: a missing
/// parameter was optional, and is read as an empty string or list, 0 or `false`.
#[derive(Clone, Copy)]
pub(crate) struct Params<'a>(&'a Map<String, Value>);

impl<'a> Params<'a> {
    pub(crate) fn new(map: &'a Map<String, Value>) -> Self {
        Self(map)
    }

    pub(crate) fn string(self, name: &str) -> &'a str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Returns an integer. A `uint64` that exceeds the range is read as the largest `i64`.
    pub(crate) fn integer(self, name: &str) -> i64 {
        let value = self.0.get(name);
        let too_large = value.and_then(Value::as_u64).map(|_| i64::MAX);
        value.and_then(Value::as_i64).or(too_large).unwrap_or_default()
    }

    pub(crate) fn boolean(self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    pub(crate) fn strings(self, name: &str) -> Vec<&'a str> {
        self.list(name).iter().filter_map(Value::as_str).collect()
    }

    pub(crate) fn integers(self, name: &str) -> Vec<i64> {
        self.list(name).iter().filter_map(Value::as_i64).collect()
    }

    pub(crate) fn object(self, name: &str) -> Option<Params<'a>> {
        self.0.get(name)?.as_object().map(Params)
    }

    pub(crate) fn objects(self, name: &str) -> Vec<Params<'a>> {
        self.list(name).iter().filter_map(Value::as_object).map(Params).collect()
    }

    fn list(self, name: &str) -> &'a [Value] {
        self.0.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}
