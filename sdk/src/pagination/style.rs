//! How the parameters of an action select a page.

/// How the parameters of an action select a page.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageStyle {
    /// The position counts items, from 0.
    Offset,
    /// The position counts items, from 0, and is a multiple of the size.
    AlignedOffset,
    /// The position counts pages, from 1.
    Number,
}

impl PageStyle {
    /// Returns the position of the first page.
    pub(super) fn first(self) -> u64 {
        match self {
            PageStyle::Offset | PageStyle::AlignedOffset => 0,
            PageStyle::Number => 1,
        }
    }
}
