//! The tokens of a list whose pages each contain the token of the next one.
//!
//! The list ends for every service: a token that comes twice would start a circle, and a service that returns only empty
//! pages, each with a new token, is asked for a limited number of them.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many pages in a row may be empty. Services that filter a page after reading it return empty pages.
const EMPTY: u32 = 100;

/// The tokens so far.
#[derive(Default)]
pub(super) struct Tokens {
    /// Their hashes: tokens can be long, and lists too.
    seen: HashSet<u64>,
    /// How many of the last pages were empty.
    empty: u32,
    /// Why the list must not be read further, although the service returned a token.
    fault: Option<&'static str>,
}

impl Tokens {
    /// Takes the token that a page of so many items contains. Returns the token of the next page, if there is one.
    pub(super) fn take(&mut self, token: Option<String>, count: u64) -> Option<String> {
        let token = token.filter(|token| !token.is_empty())?;
        self.empty = if count == 0 { self.empty + 1 } else { 0 };
        let mut hasher = DefaultHasher::new();
        token.hash(&mut hasher);
        let is_new = self.seen.insert(hasher.finish());
        if is_new && self.empty < EMPTY {
            return Some(token);
        }
        self.fault = match (is_new, count) {
            (true, _) => Some("the list does not end: the service returned only empty pages"),
            // An empty page that repeats a token is how some services end a list.
            (false, 0) => None,
            (false, _) => Some("the list does not end: the service returned the same token for two pages"),
        };
        None
    }

    /// Returns why the list has been read only up to here, if it goes on according to the service.
    pub(super) fn fault(&self) -> Option<&'static str> {
        self.fault
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(name: impl ToString) -> Option<String> {
        Some(name.to_string())
    }

    #[test]
    fn lists_end_without_a_token() {
        for last in [None, token("")] {
            let mut tokens = Tokens::default();
            assert_eq!(tokens.take(token("a"), 1), token("a"));
            assert_eq!((tokens.take(last, 1), tokens.fault()), (None, None));
        }
    }

    #[test]
    fn a_token_that_comes_twice_ends_the_list() {
        for (count, is_fault) in [(0, false), (1, true)] {
            let mut tokens = Tokens::default();
            assert_eq!(tokens.take(token("a"), 1), token("a"));
            assert_eq!(tokens.take(token("b"), 1), token("b"));
            assert_eq!(tokens.take(token("a"), count), None);
            assert_eq!(tokens.fault().is_some_and(|fault| fault.ends_with("the same token for two pages")), is_fault);
        }
    }

    #[test]
    fn a_hundred_empty_pages_in_a_row_end_the_list() {
        let mut tokens = Tokens::default();
        for page in 0..99 {
            assert_eq!(tokens.take(token(page), 0), token(page));
        }
        assert_eq!(tokens.take(token("items"), 1), token("items"));
        for page in 100..199 {
            assert_eq!(tokens.take(token(page), 0), token(page));
        }
        assert_eq!((tokens.fault(), tokens.take(token(199), 0)), (None, None));
        assert!(tokens.fault().is_some_and(|fault| fault.ends_with("only empty pages")));
    }
}
