//! Pages without the bar and the tree, which contain nothing of the explorer: anyone may see them.

use maud::{DOCTYPE, Markup, html};

use crate::assets;

/// Draws why a request was refused. It contains nothing of the explorer: anyone may have sent the request.
pub(crate) fn refused(why: &str) -> Markup {
    bare(
        "Refused",
        None,
        &html! {
            h1 { "Refused" }
            p { "The explorer has refused this request: " (why) "." }
        },
    )
}

/// Draws that something was not found.
pub(crate) fn missing(what: &str) -> Markup {
    bare(
        "Not found",
        Some(assets::STYLE.path()),
        &html! {
            h1 { "Not found" }
            p { (what) "." }
            p { a href="/" { "All products" } }
        },
    )
}

/// Draws a page without the bar, and without styles for those who have not been let in.
fn bare(title: &str, style: Option<&str>, content: &Markup) -> Markup {
    let head = html! { @if let Some(style) = style { link rel="stylesheet" href=(style); } };
    document(title, &head, &html! { main { (content) } })
}

/// Draws a document, with what its head contains besides what all have.
pub(crate) fn document(title: &str, head: &Markup, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – tencloud explorer" }
                (head)
            }
            body { (body) }
        }
    }
}
