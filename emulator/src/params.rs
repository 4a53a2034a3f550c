//! The parameters of a call: decoding, validation, access.

mod flat;
mod json;
#[cfg(test)]
pub(crate) mod reads;
mod validate;

use serde_json::{Map, Value};
use tencloud_spec::{Action, Field, Types};

pub(crate) use flat::{decode, unflatten};
pub(crate) use json::{JsonError, read as read_json};
pub(crate) use validate::{Violation, validate};

/// Validated parameters, or one object among them.
///
/// Validation has checked the types and filled in the spec's defaults, so these methods return no errors: a missing
/// parameter was optional, and is read as an empty string or list, 0 or `false`. In unit tests, they also check that the
/// spec has the parameters that behavior reads, and record which ones it reads.
#[derive(Clone, Copy)]
pub(crate) struct Params<'a> {
    values: &'a Map<String, Value>,
    /// The action or the struct to which the fields belong.
    #[cfg_attr(not(test), expect(dead_code, reason = "only tests check what is read"))]
    owner: &'a str,
    fields: &'a [Field],
    types: &'a Types,
}

impl<'a> Params<'a> {
    pub(crate) fn new(values: &'a Map<String, Value>, action: &'a Action, types: &'a Types) -> Self {
        Self { values, owner: &action.action, fields: &action.parameters, types }
    }

    /// Returns whether a parameter was sent, or has a default.
    pub(crate) fn has(self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(crate) fn string(self, name: &str) -> &'a str {
        self.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Returns an integer. A `uint64` that exceeds the range is read as the largest `i64`.
    pub(crate) fn integer(self, name: &str) -> i64 {
        let value = self.get(name);
        let too_large = value.and_then(Value::as_u64).map(|_| i64::MAX);
        value.and_then(Value::as_i64).or(too_large).unwrap_or_default()
    }

    pub(crate) fn boolean(self, name: &str) -> bool {
        self.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    pub(crate) fn strings(self, name: &str) -> Vec<&'a str> {
        self.list(name).iter().filter_map(Value::as_str).collect()
    }

    pub(crate) fn integers(self, name: &str) -> Vec<i64> {
        self.list(name).iter().filter_map(Value::as_i64).collect()
    }

    pub(crate) fn object(self, name: &str) -> Option<Params<'a>> {
        self.within(name, self.get(name)?)
    }

    pub(crate) fn objects(self, name: &str) -> Vec<Params<'a>> {
        self.list(name).iter().filter_map(|value| self.within(name, value)).collect()
    }

    fn list(self, name: &str) -> &'a [Value] {
        self.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    fn get(self, name: &str) -> Option<&'a Value> {
        #[cfg(test)]
        reads::record(self.owner, name, self.fields);
        self.values.get(name)
    }

    /// Returns an object that is the value of a parameter, or is in its list.
    fn within(self, name: &str, value: &'a Value) -> Option<Params<'a>> {
        let field = self.fields.iter().find(|field| field.name == name)?;
        let (owner, structure) = self.types.types.get_key_value(field.ty.structure()?)?;
        Some(Self { values: value.as_object()?, owner, fields: &structure.fields, types: self.types })
    }
}
