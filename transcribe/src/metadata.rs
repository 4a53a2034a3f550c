//! Reads the official machine-readable metadata: names, types, flags and samples, but no sentences.

mod examples;
mod facts;
mod form;
mod version;

pub use examples::{Contents, Examples};
pub use version::Api;
