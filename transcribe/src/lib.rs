//! Imports facts into the tencloud spec: from [`pages`] of the documentation, and from the official [`metadata`].
//!
//! Each source is read into facts (`facts`), which `merge` adds to the spec: docs that people wrote are kept, and what
//! is new gets a `skeleton` that marks what is left to write. What no source contains is `derived` from names. [`promote`]
//! does the same with the facts of a version in the spec, which come from the metadata.
//!
//! This library does no I/O: it takes the contents of files, and returns the contents of files or diagnostics. `cargo
//! xtask transcribe` and `cargo xtask promote` read and write the files.

mod between;
mod call;
mod change;
mod derived;
mod docs;
mod facts;
mod fit;
mod merge;
pub mod metadata;
mod overlay;
pub mod pages;
mod promote;
mod samples;
mod skeleton;

pub use between::changes;
pub use change::{Change, ChangeKind};
pub use derived::effect_of;
pub use overlay::overlay;
pub use promote::{Promotion, promote};
pub use skeleton::{module, new_action};
