//! What brings facts into the tencloud spec: from [`pages`] of the documentation, and from the official [`metadata`].
//!
//! Each source is read into facts (`facts`), which one `merge` brings into the spec's types: docs that people wrote stay,
//! and what is new gets a `skeleton` that marks what is left to write. What no source states is `derived` from names.
//!
//! This library does no I/O: texts go in, texts or diagnostics come out. `cargo xtask transcribe` and
//! `cargo xtask import` do the reading and writing.

mod call;
mod change;
mod derived;
mod docs;
mod facts;
mod fit;
mod merge;
pub mod metadata;
pub mod pages;
mod samples;
mod skeleton;

pub use change::{Change, ChangeKind};
pub use docs::Docs;
pub use skeleton::new_action;
