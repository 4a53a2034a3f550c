//! The form of an action: its entries, how they become parameters and the other way round, and how it is drawn.
//!
//! A form loses nothing: a value that its inputs cannot express, such as a number where the spec has text, stands in the
//! input for other parameters, as JSON.

mod add;
mod entries;
mod facts;
mod fill;
mod inputs;
mod read;

pub(crate) use add::add;
pub(crate) use entries::Entries;
pub(crate) use facts::{prose, ty};
pub(crate) use fill::fill;
pub(crate) use inputs::{Secrets, draw};
pub(crate) use read::{is_masked, lenient, parameters};
