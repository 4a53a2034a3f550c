//! JSON objects of the spec, changed without touching the order and the words that people gave them.

use serde_json::{Map, Value};

/// The keys of a field, in the order in which `spec::Field` has them.
pub(super) const FIELD: [&str; 11] =
    ["name", "type", "enum", "only", "required", "output_required", "nullable", "newer", "secret", "deprecated", "doc"];

/// The keys of an action's file.
pub(super) const ACTION: [&str; 16] = [
    "$schema",
    "action",
    "summary",
    "doc",
    "page",
    "topic",
    "effect",
    "rate",
    "parameters",
    "results",
    "errors",
    "newer_errors",
    "pages",
    "asynchronous",
    "deprecated",
    "samples",
];

/// The keys of a product's file.
pub(super) const PRODUCT: [&str; 13] = [
    "$schema",
    "product",
    "version",
    "title",
    "doc",
    "page",
    "default_rate",
    "regional",
    "finance",
    "facts_only",
    "topics",
    "waiters",
    "errors",
];

/// Sets a key. One that is new stands before the first key that follows it in `order`.
pub(super) fn set(object: &mut Map<String, Value>, order: &[&str], key: &str, value: Value) {
    if let Some(place) = object.get_mut(key) {
        *place = value;
        return;
    }
    let rank = |key: &str| order.iter().position(|known| *known == key);
    let own = rank(key);
    let follows = |other: &String| own.is_none() || rank(other).is_none_or(|rank| own < Some(rank));
    let at = match own {
        Some(_) => object.keys().position(follows).unwrap_or(object.len()),
        None => object.len(),
    };
    object.shift_insert(at, key.to_owned(), value);
}

/// Sets a flag, which the spec leaves out where it is false.
pub(super) fn flag(object: &mut Map<String, Value>, order: &[&str], key: &str, value: bool) {
    if value {
        set(object, order, key, Value::Bool(true));
    } else {
        object.shift_remove(key);
    }
}

pub(super) fn is_set(object: &Value, key: &str) -> bool {
    object.get(key) == Some(&Value::Bool(true))
}

pub(super) fn text<'v>(object: &'v Value, key: &str) -> &'v str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The items of a list below a key; none where there is no list.
pub(super) fn list<'v>(object: &'v Value, key: &str) -> &'v [Value] {
    object.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn new_keys_find_their_place() {
        let mut field = json!({ "name": "A", "type": "string", "doc": "x", "unit": "days" });
        let object = field.as_object_mut().unwrap();
        flag(object, &FIELD, "required", true);
        flag(object, &FIELD, "nullable", true);
        flag(object, &FIELD, "newer", false);
        set(object, &FIELD, "type", json!("int64"));
        let keys: Vec<&String> = object.keys().collect();
        assert_eq!(keys, ["name", "type", "required", "nullable", "doc", "unit"]);
    }
}
