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
//! A field is its name, its type after a colon unless it is `string`, and its values in braces if they are known; then
//! after `=` what it contains (`json`, `base64`, or a time: `date`, `datetime`, `iso`, `unix` in seconds, `milli`), and
//! after `@` the time zone (`0` is UTC, `8` is UTC+8). Signs follow: `!` is required in requests, `+` always present in responses, `?` nullable, `-` deprecated, `*` secret, `~`
//! named like a secret without being one, `&` a link that grants access.
//!
//! An action has its parameters, then its results after `->`, then words after `;`, then after `|` the error codes that
//! are documented for it; without `|`, none are known. `InvalidParameter{,Name}` stands for `InvalidParameter` and
//! `InvalidParameter.Name`, `@DeleteBox` for the codes of that action, and `-InternalError` removes one of them.
//!
//! The words: `read` or `compute` (otherwise the action may write), `unsigned`, `regional`, `deprecated`, `offline`, `international`
//! (only the international site has it), `rate=5` (`rate=5?` if no page documents it), `impact=destructive,billable` or
//! `impact=none` if the impact of a write is not what its name and parameters show, `pages=` with style, items and total,
//! and `async=TaskId:task` for each result that a waiter takes. A waiter is a line `waiter` with its name, action,
//! parameter, state, and the states that end the wait.
//!
//! A style with `0`, such as `page_no0`, counts pages from 0. Names in pages can be paths: `Data.List`. Pages with tokens
//! are `pages=token,Boxes,NextToken,NextToken`: items, the parameter, and the result with the next token, followed by
//! `+HasMore` or `-IsOver`, a result that is true before the last page or in it.
//!
//! Lines that begin with `#` are comments. Characters with other meanings are written as `%` and two hex digits.

mod action;
mod codes;
mod cursor;
mod field;
mod impact;
mod pages;
mod product;
mod read;
mod read_action;
mod stream;
mod write;

pub use action::{DEPRECATED as DEPRECATED_ACTION, OFFLINE as OFFLINE_ACTION};
pub use field::DEPRECATED as DEPRECATED_FIELD;
pub use product::{explorer, product};
pub use read::read;
pub use read_action::read_action;
pub use write::write;
