//! Values, with the lines of the page that they come from.

/// A value on a page.
#[derive(Clone, Debug)]
pub(super) struct Located<T> {
    pub(super) value: T,
    /// The line, counted from 1.
    pub(super) line: usize,
}
