//! Redacts secrets in strings that came over the network, in any encoding they have there.
//!
//! Invariant: **no secret of a call remains in a string of its error, neither whole nor, at the end of the string, as a
//! prefix of at least `MIN_CUT` characters.** This holds because every position of the string is tried as the start of
//! every secret, and a secret is matched character by character in every encoding in which a server can return it:
//! verbatim, and as JSON, HTML and queries escape it. `starts` below only skips characters with which no encoding of a
//! secret begins, so a new encoding must add its first character there. If several secrets match, the longest is
//! redacted, since one can be a prefix of another. Strings are redacted before they are truncated, since a secret may
//! lie across the cut.
//!
//! The search takes time proportional to the length of the string times the number of secrets, since a mismatch is
//! found at the first character that differs.

use crate::secret::Secret;

/// A prefix of a secret at the end of a string counts as a truncated secret if it has at least this many characters.
const MIN_CUT: usize = 4;

/// No character has a longer encoding.
const MAX_ENCODED: usize = 12;

/// Returns the string without secrets. Each character of a secret may be escaped as in JSON, HTML or a query, and the
/// string may end within a secret.
pub(super) fn redact(text: &str, secrets: &[&str]) -> String {
    // The characters with which an encoding of a secret can begin.
    let starts = |c: char| "\\&%+".contains(c) || secrets.iter().any(|secret| secret.starts_with(c));
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(starts) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        // A secret can be a prefix of another: redact the longest one.
        let length = secrets.iter().filter_map(|secret| matched(from, secret)).max().unwrap_or(0);
        rest = from.get(length..).unwrap_or_default();
        if length > 0 {
            out.push_str(Secret::REDACTED);
        } else {
            let mut chars = from.chars();
            out.extend(chars.next());
            rest = chars.as_str();
        }
    }
    out + rest
}

/// Returns the length of a secret at the start of a string, or `None` if the string does not start with the secret.
fn matched(text: &str, secret: &str) -> Option<usize> {
    if secret.is_empty() {
        return None;
    }
    if text.starts_with(secret) {
        return Some(secret.len());
    }
    let mut rest = text;
    for (index, c) in secret.chars().enumerate() {
        match encoded(rest, c) {
            Some(length) => rest = rest.get(length..)?,
            None => {
                let is_cut = rest.is_empty() || rest.len() < MAX_ENCODED && rest.starts_with(['\\', '&', '%']);
                return (is_cut && index >= MIN_CUT).then_some(text.len());
            }
        }
    }
    Some(text.len() - rest.len())
}

/// Returns the length of a character at the start of a string, in any encoding.
fn encoded(text: &str, c: char) -> Option<usize> {
    let plain = || text.starts_with(c).then(|| c.len_utf8());
    in_json(text, c).or_else(|| in_html(text, c)).or_else(|| in_query(text, c)).or_else(plain)
}

/// `\"`, `\/`, `\u003c`.
fn in_json(text: &str, c: char) -> Option<usize> {
    let escaped = text.strip_prefix('\\')?;
    if !escaped.starts_with('u') {
        let named = match c {
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            other => other,
        };
        return escaped.starts_with(named).then(|| 1 + named.len_utf8());
    }
    let mut length = 0;
    for unit in c.encode_utf16(&mut [0; 2]) {
        let digits = text.get(length..length + 6)?.strip_prefix("\\u")?;
        if u16::from_str_radix(digits, 16) != Ok(*unit) {
            return None;
        }
        length += 6;
    }
    Some(length)
}

/// `&lt;`, `&#60;`, `&#x3C;`.
fn in_html(text: &str, c: char) -> Option<usize> {
    let (entity, _) = text.strip_prefix('&')?.split_once(';')?;
    let is_it = match (entity.strip_prefix(['#']), c) {
        (Some(number), _) => {
            let (digits, radix) = match number.strip_prefix(['x', 'X']) {
                Some(digits) => (digits, 16),
                None => (number, 10),
            };
            u32::from_str_radix(digits, radix) == Ok(c.into())
        }
        (None, '&') => entity == "amp",
        (None, '<') => entity == "lt",
        (None, '>') => entity == "gt",
        (None, '"') => entity == "quot",
        (None, '\'') => entity == "apos",
        _ => false,
    };
    is_it.then(|| entity.len() + 2)
}

/// `%3C`, and `+` for a space.
fn in_query(text: &str, c: char) -> Option<usize> {
    if c == ' ' && text.starts_with('+') {
        return Some(1);
    }
    let mut length = 0;
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        let digits = text.get(length..length + 3)?.strip_prefix('%')?;
        if u8::from_str_radix(digits, 16) != Ok(byte) {
            return None;
        }
        length += 3;
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_every_encoding() {
        const SECRETS: [&str; 5] = ["S3c <r\"t&/é😀", "Winter", "Winter2026", r"a\\b", ""];
        for (text, expected) in [
            ("nothing & no one", "nothing & no one"),
            (r#"S3c <r"t&/é😀!"#, "[redacted]!"),
            (r#"{"P":"S3c <r\"t&/é😀"}"#, r#"{"P":"[redacted]"}"#),
            (r#"{"P":"S3c \u003cr\u0022t\u0026\/\u00E9\ud83d\ude00"}"#, r#"{"P":"[redacted]"}"#),
            ("/?P=S3c+%3Cr%22t%26%2F%C3%A9%F0%9F%98%80&Q=1", "/?P=[redacted]&Q=1"),
            ("/?P=S3c%20%3cr%22t%26%2f%c3%a9%f0%9f%98%80", "/?P=[redacted]"),
            ("<p>S3c &lt;r&quot;t&amp;/é😀</p>", "<p>[redacted]</p>"),
            ("<p>S3c &#60;r&#34;t&#38;&#x2F;&#xe9;&#x1F600;</p>", "<p>[redacted]</p>"),
            (r"a\\b a\\\\b", "[redacted] [redacted]"),
            (r#"{"Old":"Winter","New":"Winter2026"}"#, r#"{"Old":"[redacted]","New":"[redacted]"}"#),
            ("SWinter SWinterWinterx", "S[redacted] S[redacted][redacted]x"),
            ("cut: S3c <", "cut: [redacted]"),
            ("cut: S3c <r%2", "cut: [redacted]"),
            ("cut: S3c", "cut: S3c"),
            ("%", "%"),
            ("&amp", "&amp"),
        ] {
            assert_eq!(redact(text, &SECRETS), expected, "{text}");
        }
    }
}
