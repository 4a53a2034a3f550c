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

/// Draws the page.
pub(crate) fn draw(app: &App) -> Markup {
    let products: Vec<VersionNames> = catalog::names().filter(|names| names.is_meant).collect();
    let place = Place { title: "All products", tree: None, current: "/" };
    let content = html! {
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
