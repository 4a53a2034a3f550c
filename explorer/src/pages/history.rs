//! The calls of this run.

use std::time::Instant;

use maud::{Markup, html};

use crate::app::App;
use crate::history::{Entry, Outcome};
use crate::outcome;
use crate::pages::{Place, page, tree};

/// How much of the parameters is shown.
const SHORT: usize = 300;

/// Draws the page.
pub(crate) fn draw(app: &App) -> Markup {
    let entries = app.history.all();
    let place = Place { title: "History", tree: Some(tree::products()), current: "/history" };
    let content = html! {
        h1 { "History" }
        @if entries.is_empty() {
            p.quiet { "No calls yet. What you call in this run of the explorer is listed here." }
        } @else {
            p.lead { "Calls of this run, the latest first. They are gone when the explorer ends; secrets are not kept." }
            button.plain type="button" data-post="/history/clear" { "Forget all" }
            ol.history {
                @for entry in &entries { li { (row(entry)) } }
            }
        }
    };
    page(app, &place, &content)
}

fn row(entry: &Entry) -> Markup {
    let product = &entry.target.version.product;
    let path = format!("/{}/{}/{}", product.product, product.version, entry.target.action.action);
    let parameters = serde_json::to_string(&entry.parameters).unwrap_or_default();
    html! {
        details {
            summary {
                @match &entry.outcome {
                    Outcome::Done { .. } => span.badge.read { "ok" },
                    Outcome::Failed(failure) => span.badge.impact { (failure.code.as_deref().unwrap_or("failed")) },
                }
                strong { (product.product) " " (entry.target.action.action) }
                code.short { @for c in parameters.chars().take(SHORT) { (c) } }
                small { (age(entry.start)) ", " (entry.duration.as_millis()) " ms" }
            }
            (outcome::draw(entry))
        }
        a.replay href={ (path) "?from=" (entry.number) } aria-label={ "Fill the form of " (entry.target.action.action) " with this call" } { "Use again" }
    }
}

fn age(time: Instant) -> String {
    let seconds = time.elapsed().as_secs();
    match seconds {
        0..60 => format!("{seconds} s ago"),
        60..3600 => format!("{} min ago", seconds / 60),
        _ => format!("{} h ago", seconds / 3600),
    }
}
