//! Real programs, several at once or alone: the quota that they share, and the clock of their machine.
//!
//! `cargo test -p tencloud-tests --test fleet -- --ignored` needs `redis-server` and `faketime` in the `PATH`, from the
//! Debian packages with these names.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod clocks;
mod quota;
