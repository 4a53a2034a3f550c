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

#[cfg(test)]
#[path = "../../build/pack.rs"]
mod pack;

#[cfg(test)]
mod tests {
    use super::pack::{self, Effort};
    use super::{Packed, Place};

    /// What is read is what was packed, whatever the effort, also from the second block.
    #[test]
    fn packed_texts_are_read() {
        let text = |index: usize| {
            let names = (0..20_000).map(|name| format!("DescribeInstances{} APIKey x-{name}\n", name % (index + 40)));
            names.collect::<String>()
        };
        let texts: Vec<String> = (0..3).map(text).collect();
        let sizes = [Effort::Least, Effort::Most].map(|effort| {
            let found = pack::pack(&texts, effort).unwrap();
            assert!(found.blocks.len() > 1);
            let size: usize = found.blocks.iter().map(Vec::len).sum();
            let blocks: Vec<&'static [u8]> = found.blocks.into_iter().map(|block| &*block.leak()).collect();
            let packed = Packed::new(found.words.leak(), blocks.leak());
            for (text, pack::Place { block, start, end }) in texts.iter().zip(found.places) {
                let number = |value: usize| u32::try_from(value).unwrap();
                let place = Place { block: number(block) as u16, start: number(start), end: number(end) };
                assert_eq!(packed.text(&place).as_deref(), Some(text.as_str()));
            }
            size
        });
        assert!(sizes[1] < sizes[0], "more effort is worth it: {sizes:?}");
    }
}
