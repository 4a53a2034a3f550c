//! The first page: what the explorer does, and all products.

use maud::{Markup, html};
use tencloud_spec::catalog::{self, VersionNames};
use tencloud_spec::version_name;

use crate::app::App;
use crate::index;
use crate::pages::{Place, breakable, grouped, page};

/// Actions to start with: the backup of an instance, as the documentation tells it.
const STORY: [(&str, &str); 5] = [
    ("DescribeInstances", "find an instance"),
    ("ManualBackupInstance", "make a backup"),
    ("DescribeTaskInfo", "wait for it"),
    ("DescribeInstanceBackups", "list the backups"),
    ("DescribeBackupUrl", "get its link"),
];

/// What the link brings to the page.
pub(crate) struct Opening<'a> {
    /// The token of the page, which its script keeps.
    pub(crate) token: &'a str,
    /// Whether the link may have been followed from another page.
    pub(crate) is_followed: bool,
}

/// Draws the page, for whoever has opened the link or is in already.
pub(crate) fn draw(app: &App, opening: Option<Opening<'_>>) -> Markup {
    let products: Vec<VersionNames> = catalog::names().filter(|names| names.is_meant).collect();
    let place = Place { title: "All products", tree: None, current: "/" };
    let content = html! {
        @if let Some(Opening { token, is_followed }) = opening { data #token hidden value=(token) data-followed[is_followed] {} }
        section.hero {
            h1 { "Every action of Tencent Cloud" }
            p.lead {
                (grouped(index::count())) " actions of " (products.len()) " products: search, fill in the form, call, and take the code with you. "
                @if app.service.is_live() {
                    "Calls go to the " strong { "cloud" } ", and ask before they change something."
                } @else {
                    "Calls go to an emulator: nothing here costs money or changes anything in the cloud."
                }
            }
            p.keys { kbd { "/" } " search " kbd { "Ctrl" } " " kbd { "Enter" } " call " kbd { "Esc" } " close" }
        }
        section {
            h2 { "Start here: back up a Redis instance" }
            ol.story {
                @for (action, what) in STORY {
                    li { a href={ "/redis/2018-04-12/" (action) } { (breakable(action)) } span { (what) } }
                }
            }
        }
        section {
            h2 { "Products" }
            ul.products {
                @for names in &products {
                    li {
                        a href={ "/" (names.product) "/" (names.version) } { (names.product) }
                        span { (names.title) }
                        small title=(version_name(names.version)) { (names.actions().count()) }
                    }
                }
            }
        }
    };
    page(app, &place, &content)
}
