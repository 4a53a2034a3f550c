//! A product generated outside the SDK. This crate compiles, which proves that generated code needs only `tencloud::rt`
//! from the SDK, and no other dependency; `tests/sdk/outside.rs` calls it.
//!
//! `cargo xtask codegen` updates the generated files.

mod generated;

pub use generated::*;
