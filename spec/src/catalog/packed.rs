//! Compressed facts, as `build/pack.rs` writes them.

use std::sync::OnceLock;

use crate::api_version::{ApiVersion, ReadError};
use crate::facts;

/// The facts of all versions, compressed.
pub(super) struct Packed {
    /// The words that occur in many versions, compressed.
    words: &'static [u8],
    /// The versions, several in a block.
    blocks: &'static [&'static [u8]],
    /// The words, once they have been decompressed.
    list: OnceLock<String>,
}

/// The place of a version: its block, and its bytes in it.
pub(super) struct Place {
    pub(super) block: u16,
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Packed {
    pub(super) const fn new(words: &'static [u8], blocks: &'static [&'static [u8]]) -> Packed {
        Packed { words, blocks, list: OnceLock::new() }
    }

    /// Decompresses and reads the facts of a version. The path of the error is empty.
    pub(super) fn read(&self, place: &Place) -> Result<ApiVersion, ReadError> {
        let damaged = || ReadError {
            path: String::new(),
            line: 1,
            column: 1,
            message: "cannot be decompressed; build this package again".to_owned(),
        };
        facts::read(&self.text(place).ok_or_else(damaged)?)
    }

    fn text(&self, place: &Place) -> Option<String> {
        let block = inflated(self.blocks.get(usize::from(place.block))?)?;
        let bytes = block.get(usize::try_from(place.start).ok()?..usize::try_from(place.end).ok()?)?;
        let list = self
            .list
            .get_or_init(|| inflated(self.words).and_then(|words| String::from_utf8(words).ok()).unwrap_or_default());
        let words: Vec<&str> = list.lines().collect();
        let mut text = Vec::with_capacity(bytes.len() * 2);
        let mut bytes = bytes.iter();
        while let Some(byte) = bytes.next() {
            if byte.is_ascii() {
                text.push(*byte);
            } else {
                // Two bytes stand for a word.
                let index = usize::from(byte & 0x7f) << 8 | usize::from(*bytes.next()?);
                text.extend_from_slice(words.get(index)?.as_bytes());
            }
        }
        String::from_utf8(text).ok()
    }
}

fn inflated(bytes: &[u8]) -> Option<Vec<u8>> {
    miniz_oxide::inflate::decompress_to_vec(bytes).ok()
}
