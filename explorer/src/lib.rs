//! The API explorer.

// For the tests.
#[doc(hidden)]
pub mod signature;
