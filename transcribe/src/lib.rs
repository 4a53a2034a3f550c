//! What brings facts into the tencloud spec: from [`pages`] of the documentation, and from the official [`metadata`].
//!
//! This library does no I/O: texts go in, texts or what is wrong with them come out. `cargo xtask transcribe` and
//! `cargo xtask import` do the reading and writing.

pub mod metadata;
pub mod pages;
