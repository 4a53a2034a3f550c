//! Generates Rust source code from the spec.
//!
//! This library does no I/O: it takes the contents of files, and returns the contents of files or diagnostics. `cargo
//! xtask codegen` reads and writes the files.
//!
//! [`package`] and [`module`] generate a product from the catalog. With the feature `code`, `code` writes programs that
//! make one call, in several languages. The rest, for maintainers of the spec, is behind the feature `spec-files`.

mod check;
#[cfg(feature = "code")]
pub mod code;
mod descriptions;
mod diagnostics;
mod emit;
#[cfg(feature = "spec-files")]
mod form;
#[cfg(feature = "spec-files")]
mod generate;
mod input;
mod markdown;
mod model;
mod names;
mod package;
#[cfg(feature = "spec-files")]
mod proof;
mod prose;
#[cfg(feature = "spec-files")]
mod read;
mod render;
#[cfg(feature = "spec-files")]
mod schema;
mod single;
mod target;

// `model` has types with the same names; the prefix makes it possible to use both.
use tencloud_spec as spec;

pub use {
    descriptions::Descriptions,
    package::{ActionTypes, Crate, Package, crate_name, default_version, package},
    single::module,
};
#[cfg(feature = "spec-files")]
pub use {generate::generate, proof::proof};
