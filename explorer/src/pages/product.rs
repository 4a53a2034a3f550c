//! A version of a product: its actions by topic.

use maud::{Markup, html};
use tencloud_calls::Version;
use tencloud_spec::{Action, ApiVersion};

use crate::app::App;
use crate::pages::{Place, page, tree};

/// Draws the page.
pub(crate) fn draw(app: &App, version: &ApiVersion) -> Markup {
    let product = &version.product;
    let title = if product.title.is_empty() { &product.product } else { &product.title };
    let place = Place { title, tree: Some(tree::actions(version, "")), current: "" };
    let others = Version::all(&product.product).into_iter().rev().filter(|other| other.number != product.version);
    let others: Vec<Version> = others.collect();
    let content = html! {
        nav.crumbs aria-label="Place" { a href="/" { "Products" } " / " (product.product) }
        h1 { (title) }
        p.lead { code { (product.product) } " " (product.version) ", " (version.actions.len()) " actions"
            @if !product.page.is_empty() { " · " a href=(product.page) rel="noreferrer noopener" target="_blank" { "documentation" } }
        }
        @if !others.is_empty() {
            p.quiet { "Other versions: "
                @for other in others { a href={ "/" (other.product) "/" (other.number) } { (other.number) } " " }
            }
        }
        @for (title, actions) in tree::topics(version) {
            section {
                h2 { @if title.is_empty() { "Actions" } @else { (title) } }
                ul.actions {
                    @for action in actions {
                        li {
                            a href={ "/" (product.product) "/" (product.version) "/" (action.action) } { (action.action) }
                            (badges(action))
                            @if !action.summary.is_empty() { p { (action.summary) } }
                        }
                    }
                }
            }
        }
    };
    page(app, &place, &content)
}

/// Draws what an action does, in a word or two.
pub(super) fn badges(action: &Action) -> Markup {
    let is_read = action.effect.value().is_some_and(|effect| effect.is_repeatable());
    html! {
        @if is_read { span.badge.read { "read" } } @else { span.badge.write { "write" } }
        @for impact in action.impacts() { span.badge.impact { (impact.name()) } }
        @if action.deprecated.is_some() { span.badge { "deprecated" } }
    }
}
