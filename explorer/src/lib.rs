//! The API explorer.
