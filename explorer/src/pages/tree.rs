//! The tree at the side: all products, or the actions of one.

use maud::{Markup, html};
use tencloud_calls::{Target, TargetError};
use tencloud_spec::{Action, ApiVersion, Product, catalog};

/// Draws all products.
pub(super) fn products() -> Markup {
    html! {
        h2 { "Products" }
        ul {
            @for names in catalog::names().filter(|names| names.is_meant) {
                li { a href={ "/" (names.product) "/" (names.version) } { (names.product) } }
            }
        }
    }
}

/// Draws the actions of the version of an action, which is marked.
pub(super) fn around(target: Target) -> Result<Markup, TargetError> {
    let (product, current) = (&target.version.product, target.action.action.as_str());
    let version = target.version_name();
    // Without topics, the names suffice: to read a whole version takes tens of milliseconds the first time.
    if !product.topics.is_empty() {
        return Ok(actions(version.read()?, current));
    }
    Ok(html! {
        (head(product))
        (list(product, version.actions(), current))
    })
}

/// Draws the actions of a version by topic, the current one marked.
pub(super) fn actions(version: &ApiVersion, current: &str) -> Markup {
    let product = &version.product;
    html! {
        (head(product))
        @for (title, actions) in topics(version) {
            @let is_open = actions.iter().any(|action| action.action == current) || title.is_empty();
            @let names = actions.iter().map(|action| action.action.as_str());
            @if title.is_empty() {
                (list(product, names, current))
            } @else {
                details open[is_open] {
                    @let short = title.split(':').next().unwrap_or(title);
                    summary title=(title) { (short) }
                    (list(product, names, current))
                }
            }
        }
    }
}

fn head(product: &Product) -> Markup {
    html! {
        p.up { a href="/" { "All products" } }
        h2 { a href={ "/" (product.product) "/" (product.version) } { (product.product) } " " small { (product.version) } }
    }
}

fn list<'n>(product: &Product, names: impl IntoIterator<Item = &'n str>, current: &str) -> Markup {
    html! {
        ul {
            @for name in names {
                li {
                    a href={ "/" (product.product) "/" (product.version) "/" (name) }
                        aria-current=[(name == current).then_some("page")] { (name) }
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
