//! Makes responses odd in the ways of the service's own samples.
//!
//! The samples contradict the documentation: numbers are strings and strings numbers, values are null, and fields that are
//! always present are missing. A client that decodes leniently loses nothing here: what disappears is empty, or the spec
//! allows that it does, and neither an id nor an item or total of a list is among it.

use std::{
    collections::BTreeMap,
    hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher},
    sync::{Mutex, PoisonError},
};

use serde_json::{Map, Value};
use tencloud_spec::{Action, Field, Type, Types};

use crate::ids::Ids;

/// How the service writes that there is no time, if not with an empty string.
const NO_TIME: &str = "0000-00-00 00:00:00";

/// Floats represent all integers up to here.
const EXACT: u64 = 1 << 53;

/// One in so many fields is odd, if it can be.
const RARITY: u128 = 3;

/// Decides which fields are odd, by a seed.
pub(crate) struct Oddities {
    seed: u64,
    /// How many calls of each action have been answered.
    calls: Mutex<BTreeMap<String, u64>>,
}

/// What can be odd about a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Oddity {
    /// A number or a boolean is a string.
    Text,
    /// A string or a boolean is a number.
    Number,
    /// There is no time, and that is written in another way.
    NoTime,
    Null,
    Missing,
}

/// The rules and the chance of one response.
struct Pass<'a> {
    action: &'a Action,
    types: &'a Types,
    chance: Ids,
}

impl Oddities {
    pub(crate) const fn new(seed: u64) -> Self {
        Self { seed, calls: Mutex::new(BTreeMap::new()) }
    }

    /// Returns to the start: the same calls have the same oddities again.
    pub(crate) fn reset(&self) {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Makes some fields of a response odd. Which ones depends on the seed, the action, and how often it was called, so
    /// that the calls of a test have the same oddities each time, however often it polls in between.
    pub(crate) fn apply(&self, response: &mut Map<String, Value>, action: &Action, types: &Types) {
        let count = {
            let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
            let count = calls.entry(action.action.clone()).or_default();
            *count += 1;
            *count
        };
        let seed = BuildHasherDefault::<DefaultHasher>::default().hash_one((self.seed, &action.action, count));
        Pass { action, types, chance: Ids::seeded(seed) }.object(response, &action.results);
    }
}

impl Pass<'_> {
    fn object(&self, object: &mut Map<String, Value>, fields: &[Field]) {
        for field in fields {
            let Some(value) = object.get_mut(&field.name) else { continue };
            self.inside(value, &field.ty);
            let oddities = self.possible(field, value);
            let choice = self.chance.random();
            let Some(count) = u128::try_from(oddities.len()).ok().filter(|count| *count > 0) else { continue };
            if !choice.is_multiple_of(RARITY) {
                continue;
            }
            let oddity = usize::try_from(choice / RARITY % count).ok().and_then(|at| oddities.get(at).copied());
            match oddity {
                Some(Oddity::Missing) => drop(object.remove(&field.name)),
                Some(oddity) => oddity.change(value),
                None => {}
            }
        }
    }

    /// Makes what is in a struct or in a list of structs odd.
    fn inside(&self, value: &mut Value, ty: &Type) {
        match (value, ty) {
            (Value::Array(items), Type::List(item)) => items.iter_mut().for_each(|value| self.inside(value, item)),
            (Value::Object(object), Type::Structure(name)) => {
                if let Some(structure) = self.types.types.get(name) {
                    self.object(object, &structure.fields);
                }
            }
            _ => {}
        }
    }

    /// Returns what can be odd about a field without a loss.
    fn possible(&self, field: &Field, value: &Value) -> Vec<Oddity> {
        let (is_number, is_text) = match value {
            Value::Number(_) => (false, true),
            Value::Bool(_) => (true, true),
            Value::String(text) => (is_integer(text) && field.ty == Type::String, false),
            _ => (false, false),
        };
        let is_empty = match value {
            Value::String(text) => text.is_empty() || text == NO_TIME,
            Value::Array(items) => items.is_empty(),
            _ => false,
        };
        let is_time = is_empty && value.is_string() && field.name.ends_with("Time");
        let can_vanish = is_empty || (self.is_dispensable(field) && !value.is_null());
        [
            (is_text, Oddity::Text),
            (is_number, Oddity::Number),
            (is_time, Oddity::NoTime),
            (can_vanish, Oddity::Null),
            (can_vanish || value.is_null(), Oddity::Missing),
        ]
        .into_iter()
        .filter_map(|(is_possible, oddity)| is_possible.then_some(oddity))
        .collect()
    }

    /// Returns whether a response need not contain a field, and a client can go on without it.
    fn is_dispensable(&self, field: &Field) -> bool {
        let is_optional = !field.output_required || field.nullable;
        let is_id = ["Id", "ID", "Ids"].iter().any(|end| field.name.ends_with(end))
            || self.action.async_ids().iter().any(|id| id.field == field.name);
        let paths = self.action.pages.iter().flat_map(|pages| [Some(&pages.items), pages.total.as_ref()]);
        let is_paged = paths.flatten().any(|path| path.split('.').any(|part| part == field.name));
        is_optional && !is_id && !is_paged
    }
}

impl Oddity {
    fn change(self, value: &mut Value) {
        *value = match (self, &*value) {
            (Self::Text, value) => Value::String(value.to_string()),
            (Self::Number, Value::Bool(value)) => i64::from(*value).into(),
            (Self::Number, Value::String(text)) => text.parse::<i64>().map_or(Value::Null, Value::from),
            (Self::NoTime, Value::String(text)) if text.is_empty() => NO_TIME.into(),
            (Self::NoTime, _) => "".into(),
            _ => Value::Null,
        };
    }
}

/// Returns whether a string is an integer that reads the same as a number.
fn is_integer(text: &str) -> bool {
    text.parse::<i64>().is_ok_and(|number| number.unsigned_abs() < EXACT && number.to_string() == text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::catalog::Catalog;

    /// Returns what remains of a response of DescribeInstances in so many calls.
    fn responses(oddities: &Oddities, response: &Value, calls: usize) -> Vec<Value> {
        let catalog = Catalog::embedded().unwrap();
        let (api, action) = catalog.find("redis", "DescribeInstances").unwrap();
        let apply = |_| {
            let mut odd = response.as_object().unwrap().clone();
            oddities.apply(&mut odd, action, &api.types);
            Value::Object(odd)
        };
        (0..calls).map(apply).collect()
    }

    #[test]
    fn every_oddity_occurs_and_what_a_client_needs_remains() {
        let instance = json!({
            "InstanceId": "crs-5a4py64p", "Status": 2, "Size": 1024.0, "ProjectName": "7", "CloseTime": "",
            "WanIp": "", "InstanceTags": [], "IPv6": "::1",
        });
        let response = json!({ "TotalCount": 1, "InstanceSet": [instance] });
        let odd = responses(&Oddities::new(7), &response, 200);
        let values = |field: &str| -> Vec<Option<&Value>> {
            let mut values: Vec<_> = odd.iter().map(|response| response["InstanceSet"][0].get(field)).collect();
            values.sort_by_key(|value| value.map(ToString::to_string));
            values.dedup();
            values
        };
        for (field, expect) in [
            ("InstanceId", vec![json!("crs-5a4py64p")]),
            ("Status", vec![json!("2"), json!(2)]),
            ("Size", vec![json!("1024.0"), json!(1024.0)]),
            ("ProjectName", vec![json!("7"), json!(7)]),
            ("CloseTime", vec![json!(""), json!("0000-00-00 00:00:00"), json!(null)]),
            ("WanIp", vec![json!(""), json!(null)]),
            ("InstanceTags", vec![json!([]), json!(null)]),
            ("IPv6", vec![json!("::1"), json!(null)]),
        ] {
            let may_vanish = expect.contains(&Value::Null);
            let expect: Vec<_> = may_vanish.then_some(None).into_iter().chain(expect.iter().map(Some)).collect();
            assert_eq!(values(field), expect, "{field}");
        }
        assert!(odd.iter().all(|response| ["1", "\"1\""].contains(&response["TotalCount"].to_string().as_str())));
        assert!(odd.contains(&response), "at times, nothing is odd");
    }

    #[test]
    fn only_integers_that_read_the_same_become_numbers() {
        for (text, expected) in [
            ("7", true),
            ("-7", true),
            ("007", false),
            ("", false),
            ("9007199254740991", true),
            ("9007199254740992", false),
            ("-9223372036854775808", false),
            ("9223372036854775808", false),
        ] {
            assert_eq!(is_integer(text), expected, "{text}");
        }
    }

    #[test]
    fn the_seed_decides() {
        let response =
            json!({ "TotalCount": 1, "InstanceSet": [{ "Status": 2, "Port": 6379, "Size": 1.0, "Name": "1" }] });
        let oddities = Oddities::new(7);
        let first = responses(&oddities, &response, 20);
        oddities.reset();
        assert_eq!(responses(&oddities, &response, 20), first);
        assert_ne!(responses(&oddities, &response, 20), first, "they vary by call");
        assert_ne!(responses(&Oddities::new(8), &response, 20), first);
    }
}
