//! Compressed facts, as `build/pack.rs` writes them.

use std::sync::OnceLock;

use crate::api_version::{ApiVersion, ReadError};
use crate::facts;

/// The facts of all versions, compressed.
pub(super) struct Packed {
    /// The words that occur in many versions.
    words: Text,
    /// The versions, several in a block.
    blocks: &'static [&'static [u8]],
}

/// A compressed text, which is decompressed once.
pub(super) struct Text {
    compressed: &'static [u8],
    text: OnceLock<String>,
}

impl Text {
    pub(super) const fn new(compressed: &'static [u8]) -> Text {
        Text { compressed, text: OnceLock::new() }
    }

    /// Returns the text, which is empty if it is damaged.
    pub(super) fn get(&self) -> &str {
        let read = || String::from_utf8(inflated(self.compressed, usize::MAX)?).ok();
        self.text.get_or_init(|| read().unwrap_or_default())
    }
}

/// The place of a version: its block, and its bytes in it.
pub(super) struct Place {
    pub(super) block: u16,
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Packed {
    pub(super) const fn new(words: &'static [u8], blocks: &'static [&'static [u8]]) -> Packed {
        Packed { words: Text::new(words), blocks }
    }

    /// Decompresses and reads the facts of a version. The path of the error is empty.
    pub(super) fn read(&self, place: &Place) -> Result<ApiVersion, ReadError> {
        facts::read(&self.text(place).ok_or_else(damaged)?)
    }

    /// Decompresses the facts of a version, and reads what one action needs. The path of the error is empty.
    pub(super) fn read_action(&self, place: &Place, action: &str) -> Result<Option<ApiVersion>, ReadError> {
        facts::read_action(&self.text(place).ok_or_else(damaged)?, action)
    }

    fn text(&self, place: &Place) -> Option<String> {
        let (start, end) = (usize::try_from(place.start).ok()?, usize::try_from(place.end).ok()?);
        let block = inflated(self.blocks.get(usize::from(place.block))?, end)?;
        let bytes = block.get(start..end)?;
        let words: Vec<&str> = self.words.get().lines().collect();
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

fn damaged() -> ReadError {
    let message = "cannot be decompressed; build this package again".to_owned();
    ReadError { path: String::new(), line: 1, column: 1, message }
}

/// Decompresses bytes, but not many more than are asked for.
fn inflated(bytes: &[u8], wanted: usize) -> Option<Vec<u8>> {
    match miniz_oxide::inflate::decompress_to_vec_with_limit(bytes, wanted) {
        Ok(all) => Some(all),
        Err(error) => (error.output.len() >= wanted).then_some(error.output),
    }
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
