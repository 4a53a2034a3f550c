//! From the official machine-readable metadata to facts in the spec.
//!
//! Only names, types and flags are taken; no sentence of the metadata is. What people wrote in the spec stays.

mod facts;
mod form;
mod import;

pub use import::{Import, folder_of, import};
