//! Several real programs at once, or apart: what they share, and what their machines do to them.
//!
//! `cargo test -p tencloud-tests --test fleet -- --ignored` needs `redis-server` and `faketime`, Debian's packages of
//! those names, in the `PATH`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod clocks;
mod quota;
