//! Files of the spec, written where an import changes them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};
use tencloud_spec::{Action, ApiVersion, Product, format};

use super::{Words, to_write};

/// Every file that changes.
pub(super) fn files(
    folder: &str,
    old: &ApiVersion,
    new: &ApiVersion,
    words: Words,
    present: &BTreeMap<&str, &String>,
) -> BTreeMap<String, Option<String>> {
    let mut files = BTreeMap::new();
    let mut put = |path: String, text: Option<String>| {
        if present.get(path.as_str()).copied() != text.as_ref() {
            files.insert(format!("{folder}/{path}"), text);
        }
    };
    if old.product != new.product {
        put("product.json".to_owned(), Some(text(&new.product, "../../schema/product.json")));
    }
    if old.types != new.types {
        put("types.json".to_owned(), Some(text(&new.types, "../../schema/types.json")));
    }
    for (name, action) in &new.actions {
        let before = old.actions.get(name);
        if before != Some(action) {
            let mut value = value(action, "../../../schema/action.json");
            if before.is_none() && words == Words::ToWrite {
                leave_to_people(&mut value);
            }
            put(format!("actions/{name}.json"), Some(format(&value)));
        }
    }
    for gone in old.actions.keys().filter(|name| !new.actions.contains_key(*name)) {
        put(format!("actions/{gone}.json"), None);
    }
    files
}

fn value<T: Serialize>(file: &T, schema: &str) -> Value {
    let mut value = serde_json::to_value(file).unwrap_or_default();
    if let Value::Object(members) = &mut value
        && !members.contains_key("$schema")
    {
        members.shift_insert(0, "$schema".to_owned(), schema.into());
    }
    value
}

fn text<T: Serialize>(file: &T, schema: &str) -> String {
    format(&value(file, schema))
}

/// What cannot be left empty in the spec's types, but is for people to decide.
fn leave_to_people(action: &mut Value) {
    for (key, what) in [
        ("effect", json!(to_write(Words::ToWrite, "`read` where it changes nothing, else `write`"))),
        ("errors", json!([to_write(Words::ToWrite, "the error codes that the page lists; null where it lists none")])),
    ] {
        if let Some(place) = action.get_mut(key) {
            *place = what;
        }
    }
}

/// A product of which nobody has written anything.
pub(super) fn new_product(product: &str, version: &str, words: Words) -> Product {
    let topic = match words {
        Words::ToWrite => ("general", to_write(words, "a title; add topics as the documentation groups the actions")),
        Words::None => ("actions", "Actions".to_owned()),
    };
    let note = |what| to_write(words, what);
    Product {
        product: product.to_owned(),
        version: version.to_owned(),
        title: if words == Words::None { product.to_owned() } else { note("the name that people use") },
        doc: note("what it is for, in a sentence or two"),
        page: explorer(&format!("{product}/{version}")),
        default_rate: 20,
        regional: true,
        facts_only: words == Words::None,
        topics: [(topic.0.to_owned(), topic.1)].into_iter().collect(),
        ..Product::default()
    }
}

/// An action of which nobody has written anything.
pub(super) fn new_action(folder: &str, facts: &Action, words: Words) -> Action {
    Action {
        summary: to_write(words, "what it does, in one sentence"),
        page: format!("{}&Action={}", explorer(folder), facts.action),
        topic: if words == Words::None { "actions".to_owned() } else { to_write(words, "a topic of product.json") },
        errors: None,
        // The fields come with the merge, which notes what is left to say of each.
        parameters: Vec::new(),
        results: Vec::new(),
        ..facts.clone()
    }
}

/// The page of the API Explorer, which every product has.
pub(super) fn explorer(folder: &str) -> String {
    let (product, version) = folder.split_once('/').unwrap_or((folder, ""));
    format!("https://console.cloud.tencent.com/api/explorer?Product={product}&ApiVersion={version}")
}
