//! Compresses the facts. `src/catalog/packed.rs` is the reader.
//!
//! Names consist of words that most versions share, such as `Describe` and `Instance`. The words that save most are
//! written as two bytes, of which the first is not ASCII, before the versions are compressed in blocks.

use std::collections::{HashMap, HashSet};
use std::error::Error;

/// The number of words that two bytes stand for. More of them would cost more than they save.
const WORDS: usize = 6000;

/// The size of a block before compression. Larger blocks are smaller in sum, but take longer to read.
const BLOCK: usize = 120_000;

/// How much time the compression may take.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// Without shared words, for builds without optimization: those of `build.rs` and of tests.
    Least,
    /// The smallest result, for programs that are shipped. It costs the build a few seconds.
    Most,
}

/// Compressed texts.
pub(crate) struct Packed {
    /// The words, compressed: each with a line break after it.
    pub(crate) words: Vec<u8>,
    /// The compressed blocks.
    pub(crate) blocks: Vec<Vec<u8>>,
    /// The places of the texts, in order.
    pub(crate) places: Vec<Place>,
}

/// The place of a text: the block, and the bytes in it.
pub(crate) struct Place {
    pub(crate) block: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Compresses texts, which must be ASCII.
pub(crate) fn pack(texts: &[String], effort: Effort) -> Result<Packed, Box<dyn Error>> {
    if texts.iter().any(|text| !text.is_ascii()) {
        return Err("facts must be ASCII: escape other characters".into());
    }
    let table = match effort {
        Effort::Least => Vec::new(),
        Effort::Most => shared_words(texts),
    };
    let codes: HashMap<&str, [u8; 2]> =
        table.iter().enumerate().map(|(index, word)| (*word, [0x80 | (index >> 8) as u8, index as u8])).collect();
    let list: String = table.iter().flat_map(|word| [word, "\n"]).collect();
    let (mut blocks, mut places): (Vec<Vec<u8>>, Vec<Place>) = (vec![Vec::new()], Vec::new());
    for text in texts {
        if blocks.last().is_none_or(|block| block.len() + text.len() / 2 > BLOCK) {
            blocks.push(Vec::new());
        }
        let index = blocks.len() - 1;
        let Some(block) = blocks.last_mut() else { continue };
        let start = block.len();
        if table.is_empty() {
            block.extend_from_slice(text.as_bytes());
        } else {
            let shared = words(text).map(|word| codes.get(word).map_or(word.as_bytes(), |code| code));
            shared.for_each(|bytes| block.extend_from_slice(bytes));
        }
        places.push(Place { block: index, start, end: block.len() });
    }
    Ok(Packed {
        words: compress(list.as_bytes(), effort),
        blocks: blocks.iter().map(|block| compress(block, effort)).collect(),
        places,
    })
}

/// Compresses bytes as one piece.
pub(crate) fn compress(bytes: &[u8], effort: Effort) -> Vec<u8> {
    let level = match effort {
        Effort::Least => 1,
        Effort::Most => 10,
    };
    miniz_oxide::deflate::compress_to_vec(bytes, level)
}

/// Returns the words that save most, the most frequent ones first.
fn shared_words(texts: &[String]) -> Vec<&str> {
    let mut versions: HashMap<&str, usize> = HashMap::new();
    for text in texts {
        let unique: HashSet<&str> = words(text).filter(|word| word.len() > 2).collect();
        unique.into_iter().for_each(|word| *versions.entry(word).or_default() += 1);
    }
    let mut found: Vec<(&str, usize)> = versions.into_iter().filter(|(_, count)| *count > 1).collect();
    found.sort_by_key(|(word, count)| (std::cmp::Reverse((count - 1) * (word.len() - 2)), *word));
    found.truncate(WORDS);
    found.sort_by_key(|(word, count)| (std::cmp::Reverse(*count), *word));
    found.into_iter().map(|(word, _)| word).collect()
}

/// Splits a text into words, as capitals separate them, and single other characters.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let small = |from: usize| {
            let tail = rest.get(from..).unwrap_or_default();
            from + tail.find(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit()).unwrap_or(tail.len())
        };
        let end = if first.is_ascii_uppercase() {
            let capitals = rest.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(rest.len());
            match small(capitals) {
                // `API` in `APIKey` ends before the capital of the next word.
                end if end > capitals && capitals > 1 => capitals - 1,
                end if capitals == 1 => end,
                _ => capitals,
            }
        } else if first.is_ascii_alphanumeric() {
            small(0)
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}
