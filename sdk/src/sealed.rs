//! Keeps traits from being implemented outside the SDK and generated code, so that they can grow.

/// Implemented for what may implement a sealed trait.
pub trait Sealed {}
