//! Compressed facts, as `build/pack.rs` writes them.

use std::sync::OnceLock;

use crate::api_version::{ApiVersion, ReadError};
use crate::facts;

/// The facts of a version, compressed by build.rs.
pub(super) struct Packed {
    pub(super) bytes: &'static [u8],
    /// The text of the overlay, if there is one.
    pub(super) overlay: Option<&'static str>,
}

/// The words that occur in many versions.
pub(super) struct Words {
    bytes: &'static [u8],
    text: OnceLock<String>,
}

impl Words {
    pub(super) const fn new(bytes: &'static [u8]) -> Words {
        Words { bytes, text: OnceLock::new() }
    }

    /// Returns a text with the words in place of the pairs of bytes that stand for them.
    fn restore(&self, packed: &[u8]) -> Option<String> {
        let words: Vec<&str> = self.text.get_or_init(|| inflated(self.bytes).unwrap_or_default()).lines().collect();
        let mut text = Vec::with_capacity(packed.len() * 2);
        let mut bytes = packed.iter();
        while let Some(byte) = bytes.next() {
            if byte.is_ascii() {
                text.push(*byte);
            } else {
                let index = usize::from(byte & 0x7f) << 8 | usize::from(*bytes.next()?);
                text.extend_from_slice(words.get(index)?.as_bytes());
            }
        }
        String::from_utf8(text).ok()
    }
}

fn inflated(bytes: &[u8]) -> Option<String> {
    String::from_utf8(miniz_oxide::inflate::decompress_to_vec(bytes).ok()?).ok()
}

impl Packed {
    /// Decompresses and reads the facts. The path of an error is the ending of the file's name.
    pub(super) fn read(&self, words: &Words) -> Result<ApiVersion, ReadError> {
        let packed = miniz_oxide::inflate::decompress_to_vec(self.bytes).ok();
        let text = packed.and_then(|packed| words.restore(&packed));
        let damaged = || ReadError {
            path: ".txt".to_owned(),
            line: 1,
            column: 1,
            message: "cannot be decompressed; build this package again".to_owned(),
        };
        let ending = |ending: &str| {
            let ending = ending.to_owned();
            move |error| ReadError { path: ending, ..error }
        };
        let mut version = facts::read(&text.ok_or_else(damaged)?).map_err(ending(".txt"))?;
        if let Some(overlay) = self.overlay {
            facts::overlay(&mut version, overlay).map_err(ending(".json"))?;
        }
        Ok(version)
    }
}
