//! Draws JSON as a tree, with the docs and the names that the spec has for it.

use std::cell::Cell;

use maud::{Markup, html};
use serde_json::{Map, Value};
use tencloud_calls::secrets::MASK;
use tencloud_calls::times::zone_name;
use tencloud_calls::values::enum_names;
use tencloud_spec::{Field, Types};

use crate::form::ty;

/// How many items of a list are drawn, and how many values at all. The others are in the JSON that can be copied.
const MOST_ITEMS: usize = 200;
const MOST_VALUES: usize = 20_000;

/// Lists and objects below this depth are closed at first.
const OPEN_DEPTH: usize = 3;

/// Draws a value whose fields these are.
pub(crate) fn draw(value: &Value, fields: &[Field], types: &Types) -> Markup {
    let tree = Tree { types, left: Cell::new(MOST_VALUES) };
    let drawn = match value {
        Value::Object(object) if !object.is_empty() => tree.object(object, fields, 0),
        other => tree.value(other, None, 0),
    };
    html! {
        (drawn)
        @if tree.left.get() == 0 { p.quiet { "There is more than can be drawn: copy the JSON" } }
    }
}

struct Tree<'t> {
    types: &'t Types,
    /// How many values may still be drawn.
    left: Cell<usize>,
}

impl Tree<'_> {
    fn object(&self, object: &Map<String, Value>, fields: &[Field], depth: usize) -> Markup {
        html! {
            ul.json {
                @for (name, value) in object {
                    @let field = fields.iter().find(|field| field.name == *name);
                    @let title = field.map(|field| format!("{}. {}", ty(field), field.doc));
                    @if self.left.get() > 0 {
                        li {
                            @if is_branch(value) {
                                details open[depth < OPEN_DEPTH] {
                                    summary { span.key title=[title] { (name) } span.quiet { (size(value)) } }
                                    (self.value(value, field, depth + 1))
                                }
                            } @else {
                                span.key title=[title] { (name) } (self.value(value, field, depth + 1))
                            }
                        }
                    }
                }
            }
        }
    }

    fn value(&self, value: &Value, field: Option<&Field>, depth: usize) -> Markup {
        self.left.set(self.left.get().saturating_sub(1));
        match value {
            Value::Object(object) if object.is_empty() => html! { span.quiet { "empty" } },
            Value::Array(items) if items.is_empty() => html! { span.quiet { "empty list" } },
            Value::Object(object) => {
                let structure =
                    field.and_then(|field| field.ty.structure()).and_then(|name| self.types.types.get(name));
                self.object(object, structure.map(|structure| structure.fields.as_slice()).unwrap_or_default(), depth)
            }
            Value::Array(items) => html! {
                ol.json {
                    @for item in items.iter().take(MOST_ITEMS) {
                        @if self.left.get() > 0 { li { (self.value(item, field, depth + 1)) } }
                    }
                }
                @if items.len() > MOST_ITEMS { p.quiet { (items.len() - MOST_ITEMS) " more: copy the JSON" } }
            },
            Value::String(text) if text.starts_with("https://") || text.starts_with("http://") => html! {
                a.string href=(text) rel="noreferrer noopener" target="_blank" { (text) }
            },
            Value::String(text) if text == MASK => html! { span.quiet { "not shown here" } },
            Value::String(text) => html! { span.string { (text) } (self.name(text, field)) },
            Value::Null => html! { span.quiet { "null" } },
            other => html! { span.number { (other) } (self.name(&other.to_string(), field)) },
        }
    }

    /// Draws the name of an enum's value, or the time zone of a time.
    fn name(&self, value: &str, field: Option<&Field>) -> Markup {
        let Some(field) = field.filter(|_| !value.is_empty()) else { return html! {} };
        let name = enum_names(field, self.types).find(|(known, name)| *known == value && known != name);
        // A time with a `T` contains its offset.
        let zone = field.zone.filter(|_| !value.contains('T')).map(zone_name);
        html! { @if let Some(meaning) = name.map(|(_, name)| name).or(zone) { span.meaning { (meaning) } } }
    }
}

fn is_branch(value: &Value) -> bool {
    match value {
        Value::Object(object) => !object.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}

fn size(value: &Value) -> String {
    match value {
        Value::Array(items) if items.len() == 1 => "1 item".to_owned(),
        Value::Array(items) => format!("{} items", items.len()),
        _ => String::new(),
    }
}
