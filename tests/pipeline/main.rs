//! What a maintainer sees: the generator's diagnostics, its output, and the commands that keep the output fresh.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a panic is how a test fails"
)]

mod circles;
mod code;
mod copy;
mod diagnostics;
mod docs;
mod facts;
mod freshness;
mod golden;
mod new_action;
mod package;
mod promote;
mod spec;
mod transcribe;
mod words;
