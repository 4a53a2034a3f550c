//! The parts from which an action's page is read.

use super::blocks::Block;
use super::lines::Lines;
use super::tables::Placed;

/// The product and the version that were passed on the command line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Given<'a> {
    pub(super) product: Option<&'a str>,
    pub(super) version: Option<&'a str>,
}

/// The page that is being read.
pub(super) struct Source<'a> {
    pub(super) lines: &'a Lines,
    pub(super) blocks: &'a [Block],
    pub(super) tables: &'a [Placed<'a>],
    /// What was passed on the command line, for pages that do not contain it.
    pub(super) given: Given<'a>,
}

/// Returns the line and the text of a block that is neither a table nor code.
pub(super) fn text_of(block: &Block) -> Option<(usize, &str)> {
    match block {
        Block::Heading { content, line, .. } | Block::Text { content, line } => Some((*line, content.text.as_str())),
        _ => None,
    }
}
