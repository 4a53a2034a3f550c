//! From the official machine-readable metadata to facts in the spec.
//!
//! Only names, types, flags and worked examples are taken; no sentence of the metadata is. What people wrote in the spec
//! stays.

mod examples;
mod facts;
mod form;
mod import;

pub use examples::Examples;
pub use import::{Import, Texts, folder_of, import};
