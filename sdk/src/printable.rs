//! How text from the other side is shown to people and their tools: in errors, logs, spans and metrics.
//!
//! Invariant: **no such text begins a line, moves a cursor, hides a character or changes the direction of writing.**
//! This holds because text is made printable where it enters (a response's envelope, an error, the name of an untyped
//! call) rather than where it is shown, so that no new way of showing it has to do so. Making text printable twice
//! changes nothing.

use std::borrow::Cow;

/// The maximum length of a code, an id or a name.
const NAME: usize = 128;

/// Returns the text with escapes such as `\n` and `\u{202e}` in place of characters that are not visible.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hidden(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// Returns the text on one line of at most `length` bytes.
pub(crate) fn line(mut text: String, length: usize) -> String {
    cut(&mut text, length);
    if let Cow::Owned(mut escaped) = escape(&text) {
        cut(&mut escaped, length);
        return escaped;
    }
    text
}

/// Truncates a text to at most `length` bytes.
pub(crate) fn cut(text: &mut String, length: usize) {
    if text.len() > length {
        text.truncate(text.floor_char_boundary(length));
        text.shrink_to_fit();
    }
}

/// Returns whether this can be an error code, a request id or the name of an action: `[A-Za-z0-9._-]{1,128}`.
pub(crate) fn is_name(text: &str) -> bool {
    (1..=NAME).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

/// Returns a code, an id or a name unchanged if it can be one, and otherwise as one bounded line that cannot be one either.
pub(crate) fn name(text: &str) -> Cow<'_, str> {
    if is_name(text) {
        return Cow::Borrowed(text);
    }
    // Truncated before it is copied, to one byte more than a name can have, so that a truncated text is not a valid name.
    let start = text.get(..text.floor_char_boundary(NAME + 1)).unwrap_or_default();
    Cow::Owned(line(start.to_owned(), NAME + 1))
}

/// Does the same for a string.
pub(crate) fn into_name(text: String) -> String {
    match name(&text) {
        Cow::Owned(printable) => printable,
        Cow::Borrowed(_) => text,
    }
}

/// Returns whether a character is not visible: control characters (Cc), format characters (Cf), line and paragraph
/// separators (Zl, Zp), and what Unicode calls default ignorable. The categories are those of Unicode 16.
fn is_hidden(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    matches!(c,
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{600}'..='\u{605}'
        | '\u{61c}'
        | '\u{6dd}'
        | '\u{70f}'
        | '\u{890}'..='\u{891}'
        | '\u{8e2}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{110bd}'
        | '\u{110cd}'
        | '\u{13430}'..='\u{1343f}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_visible_is_escaped() {
        for (text, expected) in [
            ("", ""),
            ("no such instance: 实例不存在　ü 😀", "no such instance: 实例不存在　ü 😀"),
            ("a\r\nb\tc\0", r"a\r\nb\tc\u{0}"),
            ("\u{1b}[31m \u{7f}\u{85}\u{9b}", r"\u{1b}[31m \u{7f}\u{85}\u{9b}"),
            ("gpj.\u{202e}exe\u{202c}", r"gpj.\u{202e}exe\u{202c}"),
            ("\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}", r"\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}"),
            ("a\u{2028}b\u{2029}c", r"a\u{2028}b\u{2029}c"),
            ("z\u{200b}w\u{200c}\u{200d}\u{2060}\u{feff}\u{ad}", r"z\u{200b}w\u{200c}\u{200d}\u{2060}\u{feff}\u{ad}"),
            ("tag\u{e0041}\u{e007f} \u{3164}\u{180e}", r"tag\u{e0041}\u{e007f} \u{3164}\u{180e}"),
            (r"a\nb", r"a\nb"),
        ] {
            assert_eq!(escape(text), expected);
            assert_eq!(escape(&escape(text)), expected, "escaped twice");
        }
    }

    /// The standard library also knows the categories, but escapes more: what is unassigned or for private use.
    #[test]
    fn nothing_visible_is_escaped() {
        for c in ('\0'..=char::MAX).filter(|c| is_hidden(*c) && !matches!(*c, '\u{fe00}'..='\u{fe0f}')) {
            let fillers = ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}', '\u{17b4}', '\u{17b5}'];
            assert!(c.escape_debug().len() > 1 || fillers.contains(&c), "{c:?} is visible");
        }
        for c in ('\0'..=char::MAX).filter(|c| c.is_control()) {
            assert!(is_hidden(c));
        }
    }

    #[test]
    fn names_are_names_or_one_bounded_line() {
        for text in ["ResourceNotFound.InstanceNotExists", "17", "f1b5aabe-806a-4886-b839-9907baa24c85", "a_b"] {
            assert!(is_name(text) && matches!(name(text), Cow::Borrowed(same) if same == text));
        }
        for (text, expected) in [
            ("", ""),
            ("A B", "A B"),
            ("A\nB", r"A\nB"),
            ("Resource\u{200b}NotFound", r"Resource\u{200b}NotFound"),
            ("ü", "ü"),
        ] {
            assert!(!is_name(text));
            assert_eq!(name(text), expected);
        }
        for long in ["x".repeat(129), "\n".repeat(5_000_000), "ü".repeat(100)] {
            assert!(!is_name(&long) && !is_name(&name(&long)) && (126..=129).contains(&name(&long).len()));
        }
    }

    #[test]
    fn lines_are_bounded() {
        for (text, expected) in
            [("short", "short"), ("12345678", "12345678"), ("123456789", "12345678"), ("a\n\n\n\n", r"a\n\n\n\")]
        {
            assert_eq!(line(text.to_owned(), 8), expected);
        }
        assert_eq!(line("1234567é".to_owned(), 8), "1234567");
    }
}
