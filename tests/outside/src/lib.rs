//! A product generated outside the SDK. That it compiles proves that generated code needs nothing of the SDK but
//! `tencloud::rt`, and no other dependency; `tests/sdk/outside.rs` calls it.
//!
//! `cargo xtask codegen` renews the generated files.

mod generated;

pub use generated::*;
