//! The parts that the page of an action is read from.

use super::blocks::Block;
use super::lines::Lines;
use super::tables::Placed;

/// The product and the version that the command line names.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Given<'a> {
    pub(super) product: Option<&'a str>,
    pub(super) version: Option<&'a str>,
}

/// The page that is read.
pub(super) struct Source<'a> {
    pub(super) lines: &'a Lines,
    pub(super) blocks: &'a [Block],
    pub(super) tables: &'a [Placed<'a>],
    /// What the command line names, for pages that do not.
    pub(super) given: Given<'a>,
}

/// The line and the text of what is neither table nor code.
pub(super) fn text_of(block: &Block) -> Option<(usize, &str)> {
    match block {
        Block::Heading { content, line, .. } | Block::Text { content, line } => Some((*line, content.text.as_str())),
        _ => None,
    }
}
