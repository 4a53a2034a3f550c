//! From the spec to Rust source text.
//!
//! This library does no I/O: texts go in, texts or diagnostics come out. `cargo xtask codegen` does the reading and writing.

mod check;
mod diagnostics;
mod emit;
mod form;
mod generate;
mod model;
mod names;
mod proof;
mod prose;
mod read;
mod render;
mod schema;
mod target;

// `model` has types of the same names: with the prefix, both can be used side by side.
use tencloud_spec as spec;

pub use {
    generate::{generate, generate_for},
    proof::proof,
    target::Target,
};
