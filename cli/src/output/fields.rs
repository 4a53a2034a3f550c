//! The fields of a list's items.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::shape::Shape;

/// The names of all fields: the documented ones in order, then others as they appear.
pub(crate) fn names<'a>(
    objects: impl Iterator<Item = &'a Map<String, Value>>,
    shape: Option<&'a Shape>,
) -> Vec<&'a str> {
    let mut known: HashSet<&str> = HashSet::new();
    let documented = shape.into_iter().flat_map(|shape| &shape.fields).map(|field| field.name.as_str());
    let found = objects.flat_map(|object| object.keys().map(String::as_str));
    documented.chain(found).filter(|name| known.insert(*name)).collect()
}
