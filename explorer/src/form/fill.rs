//! Fills a form with parameters.

use serde_json::{Map, Value};
use tencloud_calls::Target;
use tencloud_calls::values::plain;
use tencloud_spec::{Field, Type, Types};

use crate::form::entries::Entries;
use crate::form::read::of_entries;
use crate::submitted::{MOST_FIELDS, is_path};

/// Returns the entries that make these parameters. Parameters that inputs cannot express, or that have
/// too many of them, are entered as JSON.
pub(crate) fn fill(target: Target, parameters: &Map<String, Value>) -> Entries {
    let types = &target.version.types;
    let mut entries = Entries::default();
    let mut others = Map::new();
    for (name, value) in parameters {
        let field = target.action.parameters.iter().find(|field| field.name == *name);
        let mut one = Entries::default();
        let is_entered = field.is_some_and(|field| enter(&mut one, name, value, &field.ty, types));
        let is_small = entries.count_all() + one.count_all() <= MOST_FIELDS / 2;
        let is_same = || of_entries(&one, target).is_ok_and(|read| read.len() == 1 && read.get(name) == Some(value));
        if is_entered && is_small && is_same() {
            entries.texts.append(&mut one.texts);
            entries.set.append(&mut one.set);
        } else {
            others.insert(name.clone(), value.clone());
        }
    }
    if !others.is_empty() {
        entries.others = serde_json::to_string_pretty(&others).unwrap_or_default();
    }
    entries
}

/// Enters a value. Returns whether its form is that of its type.
fn enter(entries: &mut Entries, path: &str, value: &Value, ty: &Type, types: &Types) -> bool {
    if !is_path(path) {
        return false;
    }
    match (ty, value) {
        (Type::Structure(name), Value::Object(object)) => {
            let fields: &[Field] = types.types.get(name).map(|structure| &*structure.fields).unwrap_or_default();
            entries.set.insert(path.to_owned());
            object.iter().all(|(name, value)| {
                let field = fields.iter().find(|field| field.name == *name);
                field.is_some_and(|field| enter(entries, &format!("{path}.{name}"), value, &field.ty, types))
            })
        }
        (Type::List(item), Value::Array(items)) => {
            entries.set.insert(path.to_owned());
            let mut items = items.iter().enumerate();
            items.all(|(index, value)| enter(entries, &format!("{path}.{index}"), value, item, types))
        }
        (Type::Structure(_) | Type::List(_), _) | (_, Value::Object(_) | Value::Array(_)) => false,
        (_, value) => {
            let text = plain(value);
            // Browsers turn it into a line feed.
            if text.contains('\r') {
                return false;
            }
            if text.is_empty() {
                entries.set.insert(path.to_owned());
            }
            entries.texts.insert(path.to_owned(), text);
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tencloud_spec::catalog;

    use super::*;
    use tencloud_calls::Version;

    /// Every official sample of every product that has some.
    #[test]
    fn forms_make_the_samples_that_fill_them() {
        let mut count = 0;
        for (product, number) in catalog::written() {
            for action in (Version { product, number }).read().unwrap().actions.values() {
                let target = Target::find(product, Some(number), &action.action).unwrap();
                for sample in &action.samples {
                    let entries = fill(target, &sample.request);
                    assert_eq!(of_entries(&entries, target).unwrap(), sample.request, "{}", action.action);
                    count += 1;
                }
            }
        }
        assert!(count > 128, "{count}");
    }

    #[test]
    fn what_inputs_cannot_express_is_entered_as_json() {
        let target = Target::find("redis", None, "DescribeInstances").unwrap();
        for (parameters, others) in [
            (json!({ "Limit": 20, "InstanceId": "crs-5a4py64p" }), ""),
            (json!({ "InstanceId": "" }), ""),
            (json!({ "Status": [0, 2], "SearchKeys": [] }), ""),
            (json!({ "Limit": "20" }), "Limit"),
            (json!({ "SearchKey": "a\nb" }), ""),
            (json!({ "SearchKey": "a\r\nb" }), "SearchKey"),
            (json!({ "Limit": null }), "Limit"),
            (json!({ "Status": ["x"] }), "Status"),
            (json!({ "Status": { "A": 1 } }), "Status"),
            (json!({ "Newer": { "A": [1] }, "Offset": 0 }), "Newer"),
        ] {
            let Value::Object(parameters) = parameters else { unreachable!() };
            let entries = fill(target, &parameters);
            assert_eq!(of_entries(&entries, target).unwrap(), parameters);
            assert!(entries.others.contains(others) && entries.others.is_empty() == others.is_empty(), "{entries:?}");
        }
    }
}
