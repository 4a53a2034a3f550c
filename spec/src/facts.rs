//! The facts of a version as compact text, one line for each action and struct.
//!
//! ```text
//! product demo
//! version 2019-01-01
//! module demo
//! regional
//! action DeleteBox BoxId! | FailedOperation{,Busy} InternalError
//! action ListBoxes Offset:int64 Limit:int64 -> Boxes:[Box]+ Total:int64+ ; read pages=offset_limit,Boxes,Total | @DeleteBox
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
//! Lines that begin with `#` are comments. Characters with other meanings are written as `%` and two hex digits.

mod action;
mod codes;
mod cursor;
mod field;
mod product;
mod read;
mod stream;
mod write;

pub use action::{DEPRECATED as DEPRECATED_ACTION, OFFLINE as OFFLINE_ACTION};
pub use field::DEPRECATED as DEPRECATED_FIELD;
pub use product::{explorer, product};
pub use read::read;
pub use write::write;
