//! From the spec to Rust source text.
//!
//! This library does no I/O: texts go in, texts or faults come out. `cargo xtask codegen` does the reading and writing.
//! Without the feature `generate` only [`spec`] is left, for those who read the spec and generate nothing.

pub mod spec;

#[cfg(feature = "generate")]
mod check;
#[cfg(feature = "generate")]
mod emit;
#[cfg(feature = "generate")]
mod fault;
#[cfg(feature = "generate")]
mod form;
#[cfg(feature = "generate")]
mod format;
#[cfg(feature = "generate")]
mod generate;
#[cfg(feature = "generate")]
mod import;
#[cfg(feature = "generate")]
mod model;
#[cfg(feature = "generate")]
mod names;
#[cfg(feature = "generate")]
mod proof;
#[cfg(feature = "generate")]
mod prose;
#[cfg(feature = "generate")]
mod read;
#[cfg(feature = "generate")]
mod render;
#[cfg(feature = "generate")]
mod schema;
#[cfg(feature = "generate")]
mod source;
#[cfg(feature = "generate")]
mod target;
#[cfg(feature = "generate")]
pub mod transcribe;

#[cfg(feature = "generate")]
pub use {
    check::TODO,
    fault::Fault,
    format::format,
    generate::{generate, generate_for},
    import::{Change, Import, Words, folder_of, import},
    proof::proof,
    target::Target,
};
