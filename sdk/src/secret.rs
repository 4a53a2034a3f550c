//! A string that is never shown.

use std::borrow::Cow;
use std::fmt;

use zeroize::Zeroizing;

/// A string that logs, errors and `Debug` must not show: a key, a token, a password. It is erased from memory when
/// dropped.
///
/// Requests and responses that are serialized with serde contain it in clear text, since that is what is sent.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// What is shown in place of a secret.
    pub(crate) const REDACTED: &str = "[redacted]";

    /// Creates a secret from a string.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(Zeroizing::new(text.into()))
    }

    /// Returns the string itself, which the caller must not show.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for Secret {
    fn from(text: T) -> Self {
        Secret::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::REDACTED)
    }
}

/// Returns a text in which links have neither a query nor a user: a link that needs no credentials contains its
/// signature there.
///
/// The field itself contains the whole link; only the `Debug` output of what contains it does not show it.
pub(crate) fn without_queries(text: &str) -> Cow<'_, str> {
    const SCHEME_END: &str = "://";
    if !text.contains(SCHEME_END) {
        return Cow::Borrowed(text);
    }
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once(SCHEME_END) {
        out.push_str(before);
        out.push_str(SCHEME_END);
        let is_end = |c: char| c.is_whitespace() || c.is_control() || "\"'`<>".contains(c);
        let (link, next) = after.split_at(after.find(is_end).unwrap_or(after.len()));
        let (authority, path) = link.split_at(link.find(['/', '?', '#']).unwrap_or(link.len()));
        let host = match authority.rsplit_once('@') {
            Some((_, host)) => {
                out.push_str(Secret::REDACTED);
                out.push('@');
                host
            }
            None => authority,
        };
        out.push_str(host);
        match path.split_once(['?', '#']) {
            // Nothing follows, so there is nothing to hide.
            None | Some((_, "")) => out.push_str(path),
            Some((path, _)) => {
                out.push_str(path);
                out.push('?');
                out.push_str(Secret::REDACTED);
            }
        }
        rest = next;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_shown_without_what_gives_access() {
        for (text, expected) in [
            ("no link? none", "no link? none"),
            ("https://a.example/b.rdb", "https://a.example/b.rdb"),
            ("https://a.example/b.rdb?sign=q-ak%3Dx&y=z", "https://a.example/b.rdb?[redacted]"),
            ("https://a.example?sign=x", "https://a.example?[redacted]"),
            ("https://a.example/b#sign=x", "https://a.example/b?[redacted]"),
            ("https://a.example/b?", "https://a.example/b?"),
            ("redis://user:word@10.0.0.1:6379/0", "redis://[redacted]@10.0.0.1:6379/0"),
            (
                "see <https://a.example/?x=1>, why? https://b.example/?y=2 ok?",
                "see <https://a.example/?[redacted]>, why? https://b.example/?[redacted] ok?",
            ),
            ("https://a.example/?to=https://b.example/?sign=x", "https://a.example/?[redacted]"),
            ("://", "://"),
            ("://?x", "://?[redacted]"),
        ] {
            assert_eq!(without_queries(text), expected);
        }
    }
}
