//! Draws how a call has ended: the response as a tree with its docs, or the error with what to do.

use maud::{Markup, html};
use serde_json::Value;
use tencloud_calls::check::Fault;
use tencloud_calls::{codes, waits};

use crate::history::{Entry, Failure, Outcome};
use crate::json_tree;

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
            (json_tree::draw(response, &target.action.results, types))
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
    let product = &entry.target.version.product;
    let code = failure.code.as_deref();
    let meant = code.and_then(|code| codes::of(product, code).ok()?);
    html! {
        (head(entry, failure.request_id.as_deref(), false))
        div.error role="alert" {
            @if let Some(code) = code { h2 { code { (code) } } }
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
            h2 { "Nothing was sent" }
            ul {
                @for fault in faults {
                    li {
                        @if fault.path.is_empty() { (fault.message) } @else {
                            a href={ "#p-" (fault.path) } data-fault=(fault.path) { code { (fault.path) } } ": " span { (fault.message) }
                        }
                    }
                }
            }
        }
    }
}
