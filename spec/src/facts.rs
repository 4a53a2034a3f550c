//! The facts of a version as compact text, one line for each action and struct.
//!
//! ```text
//! product demo
//! version 2019-01-01
//! module demo
//! regional
//! action DeleteBox BoxId! | FailedOperation{,Busy} InternalError
//! action ListBoxes Offset:int64 Limit:int64 -> Boxes:[Box] Total:int64 ; read pages=offset_limit,Boxes,Total | @DeleteBox
//! type Box BoxId+ Color{red,green}? Password*
//! ```
//!
//! A field is its name, its type after a colon unless it is `string`, and its values in braces if they are known. Signs
//! follow: `!` is required in requests, `+` always present in responses, `?` nullable, `-` deprecated, `*` secret, `~`
//! named like a secret without being one, `&` a link that grants access.
//!
//! An action has its parameters, then its results after `->`, then words after `;`, then after `|` the error codes that
//! are documented for it; without `|`, none are known. `InvalidParameter{,Name}` stands for `InvalidParameter` and
//! `InvalidParameter.Name`, `@DeleteBox` for the codes of that action, and `-InternalError` removes one of them.
//!
//! The words: `read` (otherwise the action may write), `unsigned`, `regional`, `deprecated`, `offline`, `international`
//! (only the international site has it), `rate=5` (`rate=5?` if no page documents it), `pages=` with style, items and
//! total, and `async=TaskId:task` for each result that a waiter takes. A waiter is a line `waiter` with its name, action,
//! parameter, state, and the states that end the wait.
//!
//! Lines that begin with `#` are comments. Characters with other meanings are written as `%` and two hex digits.

mod action;
mod codes;
mod cursor;
mod field;
mod read;
mod write;

pub use action::{DEPRECATED as DEPRECATED_ACTION, OFFLINE as OFFLINE_ACTION};
pub use field::DEPRECATED as DEPRECATED_FIELD;
pub use read::read;
pub use write::write;

use crate::product::Product;

/// The requests per second of actions without a documented rate.
const DEFAULT_RATE: u32 = 20;

/// Returns a product of which only facts are known.
pub fn product(product: &str, version: &str, module: &str, international: bool) -> Product {
    Product {
        product: product.to_owned(),
        version: version.to_owned(),
        module: module.to_owned(),
        title: product.to_owned(),
        page: explorer(product, version, None, international),
        default_rate: DEFAULT_RATE,
        facts_only: true,
        topics: [(action::TOPIC.to_owned(), "Actions".to_owned())].into_iter().collect(),
        ..Product::default()
    }
}

/// Returns the page of a product or an action in the API Explorer, which has every action, of Tencent Cloud or of its
/// international site.
pub fn explorer(product: &str, version: &str, action: Option<&str>, international: bool) -> String {
    let domain = if international { "tencentcloud.com" } else { "cloud.tencent.com" };
    let action = action.map(|action| format!("&Action={action}")).unwrap_or_default();
    format!("https://console.{domain}/api/explorer?Product={product}&Version={version}{action}")
}
