//! Generates Rust source code from the spec.
//!
//! This library does no I/O: it takes the contents of files, and returns the contents of files or diagnostics. `cargo
//! xtask codegen` reads and writes the files.

mod check;
mod descriptions;
mod diagnostics;
mod emit;
mod form;
mod generate;
mod markdown;
mod model;
mod names;
mod package;
mod proof;
mod prose;
mod read;
mod render;
mod schema;
mod target;

// `model` has types with the same names; the prefix makes it possible to use both.
use tencloud_spec as spec;

pub use {
    descriptions::Descriptions,
    generate::generate,
    package::{Crate, Package, crate_name, default_version, package},
    proof::proof,
};
