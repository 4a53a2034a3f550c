//! Imports the facts of the official machine-readable metadata into the spec.
//!
//! Only names, types, flags and samples are imported, but no sentences of the metadata. What people wrote in the spec
//! is kept.

mod examples;
mod facts;
mod form;
mod import;
mod version;

pub use examples::{Contents, Examples};
pub use import::{Import, Texts, import};
pub use version::Api;
