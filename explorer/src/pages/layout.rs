//! What surrounds every page: the head, the bar at the top, the tree at the side.

use maud::{Markup, PreEscaped, html};

use crate::app::App;
use crate::assets;
use crate::bare::document;
use crate::index;

/// Where a page is.
pub(crate) struct Place<'p> {
    pub(crate) title: &'p str,
    /// What the tree at the side shows. The first page is its root, and has none.
    pub(crate) tree: Option<Markup>,
    /// The entry of the bar that is current, such as `/history`.
    pub(crate) current: &'p str,
}

/// Draws a page.
pub(crate) fn page(app: &App, place: &Place<'_>, content: &Markup) -> Markup {
    let head = html! {
        link rel="stylesheet" href=(assets::STYLE.path());
        link rel="icon" href=(assets::ICON.path()) type="image/svg+xml";
        // Before the first drawing, which otherwise comes in between: it chooses the colors.
        script type="module" src=(assets::SCRIPT.path()) blocking="render" {}
    };
    let body = html! {
        a.skip href="#content" { "Skip to content" }
        header.bar {
            @if place.tree.is_some() {
                button #menu.icon type="button" aria-expanded="false" aria-controls="tree" aria-label="Actions" { (MENU) }
            }
            a.brand href="/" aria-label="tencloud explorer" { (LOGO) span { "tencloud" } }
            div.search role="search" {
                input #search type="text" role="combobox" aria-expanded="false" aria-controls="options"
                    aria-autocomplete="list" aria-label="Search actions" autocomplete="off" spellcheck="false" maxlength="200" data-index=(assets::INDEX.path())
                    placeholder={ "Search " (grouped(index::count())) " actions" };
                kbd aria-hidden="true" { "/" }
                div #found hidden {
                    div #options role="listbox" aria-label="Actions found" {}
                    p #rest.quiet hidden {}
                }
            }
            nav aria-label="Explorer" {
                a href="/history" aria-current=[(place.current == "/history").then_some("page")] { "History" }
                button #theme.icon type="button" aria-label="Dark or light" { (THEME) }
                (service(app, place.current))
            }
        }
        div.frame {
            @if let Some(tree) = &place.tree { nav #tree.tree aria-label="Actions" { (tree) } }
            main #content tabindex="-1" { (content) }
        }
        div #status role="status" aria-live="polite" {}
        // Whoever opens the first page is about to search: what the page contains is there before it is drawn. Browsers
        // read the text of a script quickest, and do not run one of this type.
        @if place.current == "/" { script type="text/plain" id="index" { (PreEscaped(index::json())) } }
    };
    document(place.title, &head, &body)
}

/// Draws where calls go.
fn service(app: &App, current: &str) -> Markup {
    match app.service.emulator() {
        Some(control) => html! {
            a.service href="/emulator" aria-current=[(current == "/emulator").then_some("page")]
                title={ "Calls go to the emulator at " (control.url()) } { span.dot {} "Emulator" }
        },
        None => html! {
            span.service.live title="Calls go to the cloud" { span.dot {} "Live" }
        },
    }
}

/// Draws a name so that it can break between its words.
pub(crate) fn breakable(name: &str) -> Markup {
    let starts = name.char_indices().filter(|(_, c)| c.is_ascii_uppercase()).map(|(at, _)| at);
    let ends = starts.clone().skip(1).chain([name.len()]);
    html! { @for (start, end) in starts.zip(ends) { (name.get(start..end).unwrap_or_default()) wbr; } }
}

/// Returns a number with its thousands apart.
pub(crate) fn grouped(number: usize) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", grouped(number / 1000), number % 1000) }
}

const LOGO: PreEscaped<&str> = PreEscaped(
    r#"<svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true"><path d="M6.2 17.5a4.2 4.2 0 0 1-.6-8.36 5.6 5.6 0 0 1 10.86-.9A4.65 4.65 0 0 1 16 17.5z" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/><path d="m8.6 11.2 2 1.7-2 1.7M12 14.8h2.4" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/></svg>"#,
);

const MENU: PreEscaped<&str> = PreEscaped(
    r#"<svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true"><path d="M2 4.5h14M2 9h14M2 13.5h9" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/></svg>"#,
);

const THEME: PreEscaped<&str> = PreEscaped(
    r#"<svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true"><circle cx="9" cy="9" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M9 2.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor"/></svg>"#,
);
