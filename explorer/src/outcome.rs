//! Draws how a call has ended: the response as a tree with its docs, or the error with what to do.

use maud::{Markup, html};
use serde_json::{Map, Value};
use tencloud_calls::secrets::MASK;
use tencloud_calls::values::enum_names;
use tencloud_calls::{codes, waits};
use tencloud_spec::{Field, Types};

use crate::form::{Fault, ty};
use crate::history::{Entry, Failure, Outcome};

/// How many items of a list are drawn. The others are in the copied JSON.
const MOST_ITEMS: usize = 200;

/// Lists and objects below this depth are closed at first.
const OPEN_DEPTH: usize = 3;

/// Draws a call that has ended.
pub(crate) fn draw(entry: &Entry) -> Markup {
    match &entry.outcome {
        Outcome::Done { response, request_id } => done(entry, response, request_id),
        Outcome::Failed(failure) => failed(entry, failure),
    }
}

fn done(entry: &Entry, response: &Value, request_id: &str) -> Markup {
    let target = entry.target;
    let types = &target.version.types;
    html! {
        (head(entry, Some(request_id), true))
        @let operations = operations(entry, response);
        @if !operations.is_empty() {
            div.waits {
                @for (index, name) in operations.iter().enumerate() {
                    button.plain type="button" data-wait={ "/history/" (entry.number) "/wait/" (index) } { "Wait for the " (name) }
                }
            }
        }
        form.query data-query={ "/history/" (entry.number) "/query" } {
            label for={ "query-" (entry.number) } { "JMESPath, the command line's " code { "--query" } }
            div.row {
                input id={ "query-" (entry.number) } name="query" autocomplete="off" spellcheck="false" placeholder="InstanceSet[].InstanceId";
                button.plain type="submit" { "Query" }
            }
        }
        div.tree-of-json data-tree {
            (tree(response, &target.action.results, types))
        }
    }
}

/// Draws the line above a response: how it ended, how long it took, and the id of the request.
fn head(entry: &Entry, request_id: Option<&str>, is_done: bool) -> Markup {
    html! {
        p.outcome.bad[!is_done] {
            strong { @if is_done { "Done" } @else { "Failed" } }
            " in " (entry.duration.as_millis()) " ms"
            @if let Some(id) = request_id { " · request " code { (id) } }
            @if is_done { " " button.plain.copy type="button" data-copy={ "/history/" (entry.number) "/json" } { "Copy JSON" } }
        }
    }
}

/// Returns the names of the operations that can be waited for, in the order in which the page counts them.
fn operations(entry: &Entry, response: &Value) -> Vec<String> {
    if let Some(own) = waits::own(entry.target) {
        // A list of many has no state of its own.
        let is_one = entry.parameters.contains_key(&own.waiter.parameter);
        return if is_one { vec![own.name.to_owned()] } else { Vec::new() };
    }
    let started = waits::started(entry.target, response).into_iter();
    started.map(|started| format!("{} {}", started.operation.name, started.id())).collect()
}

fn failed(entry: &Entry, failure: &Failure) -> Markup {
    let product = &entry.target.version.product.product;
    let known = codes::known().unwrap_or_default();
    let code = failure.code.as_deref();
    let is_meant = |found: &&codes::Code| Some(found.code) == code && found.product.is_none_or(|of| of == product);
    let meant = known.iter().find(is_meant);
    html! {
        (head(entry, failure.request_id.as_deref(), false))
        div.error role="alert" {
            @if let Some(code) = code { h3 { code { (code) } } }
            p { (failure.message) }
            @if let Some(meant) = meant {
                p { strong { "Meaning. " } (meant.meaning) }
                p { strong { "What to do. " } (codes::advice(meant.class)) }
            } @else if failure.may_have_acted {
                p { strong { "What to do. " } "The request may have been executed. Look before you repeat it." }
            }
        }
    }
}

/// Draws parameters that are wrong. Nothing was sent.
pub(crate) fn faulty(faults: &[Fault]) -> Markup {
    html! {
        div.error role="alert" {
            h3 { "Nothing was sent" }
            ul {
                @for fault in faults {
                    li {
                        @if fault.path.is_empty() { (fault.message) } @else {
                            a href={ "#p-" (fault.path) } data-fault=(fault.path) { code { (fault.path) } } ": " (fault.message)
                        }
                    }
                }
            }
        }
    }
}

/// Draws a value as a tree.
pub(crate) fn tree(value: &Value, fields: &[Field], types: &Types) -> Markup {
    match value {
        Value::Object(object) => object_tree(object, fields, types, 0),
        other => node(other, None, types, 0),
    }
}

fn object_tree(object: &Map<String, Value>, fields: &[Field], types: &Types, depth: usize) -> Markup {
    html! {
        ul.json {
            @for (name, value) in object {
                @let field = fields.iter().find(|field| field.name == *name);
                @let title = field.map(|field| format!("{}. {}", ty(field), field.doc));
                li {
                    @if is_branch(value) {
                        details open[depth < OPEN_DEPTH] {
                            summary { span.key title=[title] { (name) } span.quiet { (size(value)) } }
                            (node(value, field, types, depth + 1))
                        }
                    } @else {
                        span.key title=[title] { (name) } (node(value, field, types, depth + 1))
                    }
                }
            }
        }
    }
}

fn node(value: &Value, field: Option<&Field>, types: &Types, depth: usize) -> Markup {
    let structure = field.and_then(|field| field.ty.structure()).and_then(|name| types.types.get(name));
    let fields = structure.map(|structure| structure.fields.as_slice()).unwrap_or_default();
    match value {
        Value::Object(object) if object.is_empty() => html! { span.quiet { "empty" } },
        Value::Array(items) if items.is_empty() => html! { span.quiet { "empty list" } },
        Value::Object(object) => object_tree(object, fields, types, depth),
        Value::Array(items) => html! {
            ol.json {
                @for item in items.iter().take(MOST_ITEMS) { li { (node(item, field, types, depth + 1)) } }
            }
            @if items.len() > MOST_ITEMS { p.quiet { (items.len() - MOST_ITEMS) " more: copy the JSON" } }
        },
        Value::String(text) if text.starts_with("https://") || text.starts_with("http://") => html! {
            a.string href=(text) rel="noreferrer noopener" target="_blank" { (text) }
        },
        Value::String(text) if text == MASK => html! { span.quiet { "not shown here" } },
        Value::String(text) => html! { span.string { (text) } (named(text, field, types)) },
        Value::Null => html! { span.quiet { "null" } },
        other => html! { span.number { (other) } (named(&other.to_string(), field, types)) },
    }
}

/// Draws the name of an enum's value.
fn named(value: &str, field: Option<&Field>, types: &Types) -> Markup {
    let name = field.and_then(|field| enum_names(field, types).find(|(known, _)| *known == value));
    html! { @if let Some((_, name)) = name.filter(|(_, name)| *name != value) { span.meaning { (name) } } }
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
