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
    /// The position counts pages, from 0.
    NumberFromZero,
    /// Each page contains the token of the next one.
    Token,
}

impl PageStyle {
    /// Returns the position of the first page.
    pub(super) fn first(self) -> u64 {
        match self {
            PageStyle::Offset | PageStyle::AlignedOffset | PageStyle::NumberFromZero | PageStyle::Token => 0,
            PageStyle::Number => 1,
        }
    }
}
