//! Redacts secrets in strings that came over the network, in any encoding they have there.
//!
//! Invariant: **no secret of a call remains in a string of its error, neither whole, nor as a prefix of at least half
//! of it and `MIN_HALF` characters, nor, at the end of the string, as its first `MIN_CUT` characters.** This holds
//! because layers of encoding are removed from the string one after another until none are left (`view`), and in each
//! state, every byte takes part in the search for every secret (`needle`). A secret that itself looks encoded is
//! decoded as well, so it does not matter that one pass removes the encodings of JSON, HTML and queries together. A new
//! encoding must be added to `view::decode`, and to `MAX_ENCODED` if it is longer. Overlapping parts are redacted as
//! one, since one secret can be a prefix of another.
//!
//! Not covered are secrets of fewer than `MIN_SEARCHED` characters, unless they are a whole value in the string, since
//! their characters occur everywhere. Secrets that are only in the response are unknown here: errors keep no body of
//! such a response (`Error::drop_body`).
//!
//! The work is at most proportional to the length of the string times the number of secrets: a pass over the string
//! looks ahead and back by a bounded distance, and there are at most `MAX_LAYERS` passes. Errors bound the length.

mod needle;
mod steps;
mod view;

use std::ops::Range;

use zeroize::Zeroizing;

use self::needle::Needle;
use self::view::View;
use crate::secret::Secret;

/// How many layers of encoding are removed: a log line in JSON in JSON in a query has four.
const MAX_LAYERS: usize = 8;

/// No string in an error is longer, so the rest of a longer secret cannot be in it.
const MAX_SECRET: usize = 64 * 1024;

/// The secrets of a call, prepared for the search.
pub(super) struct Redactor(Vec<Needle>);

impl Redactor {
    pub(super) fn new<'s>(secrets: impl Iterator<Item = &'s str>) -> Redactor {
        let mut needles: Vec<Needle> = Vec::new();
        for secret in secrets.filter(|secret| !secret.is_empty()) {
            let secret = secret.as_bytes().get(..MAX_SECRET).unwrap_or(secret.as_bytes());
            layers(secret, &mut |layer, view| {
                let needle = Needle::new(Zeroizing::new(view.bytes().to_vec()));
                // The short remainder of an encoded secret could be part of any word.
                if (layer == 0 || !needle.is_short()) && !needles.iter().any(|known| known.is_same(&needle)) {
                    needles.push(needle);
                }
            });
        }
        Redactor(needles)
    }

    /// Returns the string without secrets.
    pub(super) fn redact(&self, text: &str) -> String {
        let mut found: Vec<Range<usize>> = Vec::new();
        if !self.0.is_empty() {
            layers(text.as_bytes(), &mut |_, view| self.0.iter().for_each(|needle| needle.find(view, &mut found)));
        }
        found.sort_unstable_by_key(|part| part.start);
        let (mut out, mut shown) = (String::with_capacity(text.len()), 0);
        let mut found = found.into_iter().peekable();
        while let Some(mut part) = found.next() {
            while let Some(other) = found.next_if(|other| other.start < part.end) {
                part.end = part.end.max(other.end);
            }
            // A prefix of a secret can end within a character with which another character shares bytes.
            out.push_str(text.get(shown..text.floor_char_boundary(part.start)).unwrap_or_default());
            out.push_str(Secret::REDACTED);
            shown = text.ceil_char_boundary(part.end);
        }
        out + text.get(shown..).unwrap_or_default()
    }
}

/// Calls `each` with a text as it is, and then with one layer of encoding after another removed.
fn layers(text: &[u8], each: &mut dyn FnMut(usize, &View)) {
    let mut view = View::of(text);
    each(0, &view);
    for layer in 1..=MAX_LAYERS {
        match view.decoded() {
            Some(decoded) => view = decoded,
            None => return,
        }
        each(layer, &view);
    }
}

/// Redacts secrets in a text that is not part of an error.
pub(crate) fn redacted<'s>(text: &str, secrets: impl Iterator<Item = &'s Secret>) -> String {
    Redactor::new(secrets.map(Secret::expose)).redact(text)
}

#[cfg(test)]
mod tests;
