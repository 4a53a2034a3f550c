//! The pages. Each is a file; fragments that take the place of a part of a page stand beside the page.

pub(crate) mod action;
pub(crate) mod emulator;
pub(crate) mod history;
pub(crate) mod home;
mod layout;
pub(crate) mod product;
pub(crate) mod signature;
mod tree;

use maud::{DOCTYPE, Markup, html};

use crate::assets;
use layout::bare;
pub(crate) use layout::{Place, breakable, grouped, page};

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

/// Draws the page that leads on to the first one. Its script keeps the page's token.
pub(crate) fn opened(token: &str) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="token" content=(token);
                link rel="icon" href=(assets::ICON.path()) type="image/svg+xml";
                title { "tencloud explorer" }
                script type="module" src=(assets::OPEN.path()) {}
            }
            body { main { p { a href="/" { "Go on" } } } }
        }
    }
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
