//! The search for one secret.

use std::ops::Range;

use zeroize::Zeroizing;

use super::steps::count_step;
use super::view::{MAX_ENCODED, View, is_unfinished};

/// A prefix of a secret at the end of a string counts as a truncated secret if it has at least this many characters.
const MIN_CUT: usize = 4;

/// Shorter secrets are found only as a whole value, since they are part of many words, codes and ids.
const MIN_SEARCHED: usize = 4;

/// Elsewhere than at the end, half of a secret counts if it has at least this many characters.
const MIN_HALF: usize = 8;

/// A secret, prepared for Knuth-Morris-Pratt search, which never examines a byte twice, and always knows how much of
/// the secret the text ends with at the current position.
pub(super) struct Needle {
    bytes: Zeroizing<Vec<u8>>,
    /// For each prefix of the secret: the length of the longest shorter prefix that it ends with.
    fallback: Vec<usize>,
    /// The lengths in bytes from which a prefix of the secret counts, at the end of a string and elsewhere.
    cut: usize,
    half: usize,
    is_short: bool,
}

impl Needle {
    pub(super) fn new(secret: Zeroizing<Vec<u8>>) -> Needle {
        let bytes: Zeroizing<Vec<u8>> = Zeroizing::new(secret.iter().map(|byte| folded(*byte)).collect());
        // The ends of the characters.
        let ends: Vec<usize> =
            (1..=bytes.len()).filter(|end| bytes.get(*end).is_none_or(|next| next & 0xc0 != 0x80)).collect();
        let length_of = |characters: usize| ends.get(characters.saturating_sub(1)).copied().unwrap_or(usize::MAX);
        let (cut, half) = (length_of(MIN_CUT), length_of(MIN_HALF.max(ends.len().div_ceil(2))));
        let mut needle =
            Needle { fallback: Vec::with_capacity(bytes.len()), bytes, cut, half, is_short: ends.len() < MIN_SEARCHED };
        let mut state = 0;
        for at in 0..needle.bytes.len() {
            if at > 0 {
                state = needle.bytes.get(at).map_or(0, |byte| needle.step(state, *byte));
            }
            needle.fallback.push(state);
        }
        needle
    }

    pub(super) fn is_short(&self) -> bool {
        self.is_short
    }

    pub(super) fn is_same(&self, other: &Needle) -> bool {
        self.bytes == other.bytes
    }

    /// Returns how much of the secret is matched after one more byte.
    fn step(&self, mut matched: usize, byte: u8) -> usize {
        loop {
            count_step();
            if self.bytes.get(matched) == Some(&byte) {
                return matched + 1;
            }
            match matched.checked_sub(1) {
                Some(last) => matched = self.fallback.get(last).copied().unwrap_or(0),
                None => return 0,
            }
        }
    }

    /// Adds the parts of the original text that reveal the secret.
    pub(super) fn find(&self, view: &View, found: &mut Vec<Range<usize>>) {
        let (text, length) = (view.bytes(), self.bytes.len());
        let mut matched = 0;
        let mut add = |part: Range<usize>| found.extend(view.original(part));
        for (at, byte) in text.iter().enumerate() {
            // The truncated part can be the escape of the secret's next character.
            let is_near_end = at + MAX_ENCODED > text.len();
            if matched >= self.cut && is_near_end && text.get(at..).is_some_and(is_unfinished) {
                add(at - matched..text.len());
            }
            let next = self.step(matched, folded(*byte));
            if next != matched + 1 && matched >= self.half {
                add(at - matched..at);
            }
            matched = next;
            if matched == length {
                let part = at + 1 - length..at + 1;
                if !self.is_short || is_value(text, &part) {
                    add(part);
                }
                matched = self.fallback.last().copied().unwrap_or(0);
            }
        }
        if matched >= self.cut {
            add(text.len() - matched..text.len());
        }
    }
}

/// Treats `+` and a space as equal, since queries encode one as the other.
fn folded(byte: u8) -> u8 {
    if byte == b'+' { b' ' } else { byte }
}

/// Returns whether a part of a text is a whole value: quoted, the content of an element, or assigned.
fn is_value(text: &[u8], part: &Range<usize>) -> bool {
    let before = part.start.checked_sub(1).and_then(|before| text.get(before));
    match (before, text.get(part.end)) {
        (Some(quote @ (b'"' | b'\'' | b'`')), Some(after)) => quote == after,
        (Some(b'>'), Some(b'<')) | (Some(b'='), Some(b'&') | None) => true,
        _ => false,
    }
}
