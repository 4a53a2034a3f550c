//! The tree at the side: all products, or the actions of one.

use maud::{Markup, html};
use tencloud_spec::{Action, ApiVersion, catalog};

/// Draws all products.
pub(super) fn products() -> Markup {
    let mut names: Vec<&str> = catalog::versions().map(|(product, _)| product).collect();
    names.dedup();
    html! {
        h2 { "Products" }
        ul {
            @for name in names {
                @if let Some(number) = catalog::latest(name) {
                    li { a href={ "/" (name) "/" (number) } { (name) } }
                }
            }
        }
    }
}

/// Draws the actions of a version by topic, the current one marked.
pub(super) fn actions(version: &ApiVersion, current: &str) -> Markup {
    let product = &version.product;
    html! {
        p.up { a href="/" { "All products" } }
        h2 { a href={ "/" (product.product) "/" (product.version) } { (product.product) } " " small { (product.version) } }
        @for (title, actions) in topics(version) {
            @let is_open = actions.iter().any(|action| action.action == current) || title.is_empty();
            @if title.is_empty() {
                (list(version, &actions, current))
            } @else {
                details open[is_open] {
                    @let short = title.split(':').next().unwrap_or(title);
                    summary title=(title) { (short) }
                    (list(version, &actions, current))
                }
            }
        }
    }
}

fn list(version: &ApiVersion, actions: &[&Action], current: &str) -> Markup {
    let product = &version.product;
    html! {
        ul {
            @for action in actions {
                li {
                    a href={ "/" (product.product) "/" (product.version) "/" (action.action) }
                        aria-current=[(action.action == current).then_some("page")] { (action.action) }
                }
            }
        }
    }
}

/// Returns the topics with their actions, those without a topic last and without a title.
pub(super) fn topics(version: &ApiVersion) -> Vec<(&str, Vec<&Action>)> {
    let topics = &version.product.topics;
    let of = |topic: &str| -> Vec<&Action> {
        let is_of = |action: &&Action| {
            if topic.is_empty() { !topics.contains_key(&action.topic) } else { action.topic == topic }
        };
        version.actions.values().filter(is_of).collect()
    };
    let titled = topics.iter().map(|(topic, title)| (title.as_str(), of(topic)));
    titled.chain([("", of(""))]).filter(|(_, actions)| !actions.is_empty()).collect()
}
