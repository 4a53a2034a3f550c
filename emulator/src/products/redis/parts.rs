//! Searches texts for many parts at once.

use std::collections::{BTreeSet, HashSet};

/// Parts of which a text may contain one.
///
/// What is looked up is each part of a text that has the length of one of them, so that a text takes the same time however
/// many there are: a request can contain a hundred thousand.
pub(super) struct Parts<'a> {
    all: HashSet<&'a [u8]>,
    /// In bytes.
    lengths: BTreeSet<usize>,
}

impl<'a> Parts<'a> {
    pub(super) fn new(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let all: HashSet<_> = parts.into_iter().map(str::as_bytes).collect();
        let lengths = all.iter().map(|part| part.len()).collect();
        Self { all, lengths }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Returns whether a text is one of the parts.
    pub(super) fn contains(&self, text: &str) -> bool {
        self.all.contains(text.as_bytes())
    }

    /// Returns whether a text contains one of the parts.
    pub(super) fn occur_in(&self, text: &str) -> bool {
        let occurs = |length: usize| length == 0 || text.as_bytes().windows(length).any(|part| self.all.contains(part));
        self.lengths.iter().take_while(|length| **length <= text.len()).any(|length| occurs(*length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_occur_in_a_text_or_do_not() {
        for (parts, text, expect) in [
            (&["b", "xyz"][..], "abc", true),
            (&["bc", "a"], "abc", true),
            (&["abc"], "abc", true),
            (&["abcd", "ac", ""], "abc", true),
            (&["abcd", "ac"], "abc", false),
            (&["中"], "a中", true),
            (&["丮"], "中", false),
            (&[], "abc", false),
        ] {
            let found = Parts::new(parts.iter().copied());
            assert_eq!(found.occur_in(text), expect, "{parts:?} in {text}");
            assert_eq!(expect, parts.iter().any(|part| text.contains(part)));
            assert_eq!(found.contains(text), parts.contains(&text));
        }
    }
}
