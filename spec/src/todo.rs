//! Gaps in the spec that people have yet to fill.

/// Marks a string that a tool left to be filled in.
pub const TODO: &str = "TODO";
