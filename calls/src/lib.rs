//! Calls of actions that are known only at run time, for the tools of `tencloud`: its command line and its explorer.
//!
//! A [`Target`] is an action that has been found by its name. What the spec says of it checks the parameters
//! ([`check`]), masks their secrets ([`secrets`]), and gives the call its pages and waiters ([`lists`], [`waits`]). The
//! calls themselves go through the SDK: [`Target::call`].
//!
//! Programs that know their actions use the SDK without this crate.

pub mod check;
pub mod codes;
pub mod impact;
pub mod lists;
pub mod price;
pub mod query;
pub mod search;
pub mod secrets;
pub mod skeleton;
mod target;
pub mod times;
pub mod values;
pub mod waits;

pub use target::{Target, TargetError, Version};
