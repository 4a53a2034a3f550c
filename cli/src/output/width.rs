//! Text that fits a width on a terminal.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr as _;

/// What takes the place of text that is cut off.
const ELLIPSIS: char = '…';

/// How many columns printable text takes.
pub(crate) fn width(text: &str) -> usize {
    // Nearly all text of large lists is ASCII.
    if text.is_ascii() { text.len() } else { text.width() }
}

/// Text that is at most this wide.
pub(crate) fn cut(text: &str, limit: usize) -> Cow<'_, str> {
    if width(text) <= limit {
        return Cow::Borrowed(text);
    }
    let (head, _) = split(text, limit.saturating_sub(1));
    let mut cut = head.trim_end().to_owned();
    cut.push(ELLIPSIS);
    Cow::Owned(cut)
}

/// Breaks text into lines that are at most this wide, between words if there are any.
pub(crate) fn wrap(text: &str, limit: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    loop {
        let (head, tail) = split(rest, limit);
        if tail.is_empty() {
            if !rest.is_empty() || lines.is_empty() {
                lines.push(rest);
            }
            return lines;
        }
        // A character that is wider than the line is a line of its own.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = if tail.starts_with(' ') { head.len() } else { head.rfind(' ').unwrap_or(head.len()) };
        let (line, tail) = rest.split_at_checked(end.max(first)).unwrap_or((rest, ""));
        lines.push(line.trim_end());
        rest = tail.trim_start();
    }
}

/// Splits text so that the head is at most this wide.
fn split(text: &str, limit: usize) -> (&str, &str) {
    const JOINER: char = '\u{200d}';
    let mut end = 0;
    for (start, character) in text.char_indices() {
        let next = start + character.len_utf8();
        // The width of the whole head: characters that combine with the one before have none of their own.
        match text.get(..next) {
            Some(head) if width(head) <= limit => end = next,
            _ => break,
        }
    }
    let head = text.get(..end).unwrap_or(text);
    // An emoji that continues in the tail does not end with what joins them.
    let end = if end < text.len() { head.trim_end_matches(JOINER).len() } else { end };
    text.split_at_checked(end).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_text_is_cut_at_its_width() {
        for (text, width, expected) in [
            ("abc", 3, "abc"),
            ("abcd", 3, "ab…"),
            ("默认项目", 8, "默认项目"),
            ("默认项目", 7, "默认项…"),
            ("默认项目", 6, "默认…"),
            ("a 默认", 3, "a…"),
            ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
            ("👩‍👩‍👧 family", 4, "👩‍👩‍👧…"),
            ("🚀🚀🚀", 5, "🚀🚀…"),
            ("abc", 1, "…"),
        ] {
            let result = cut(text, width);
            assert_eq!(result, expected, "{text} {width}");
            assert!(super::width(&result) <= width);
        }
    }

    #[test]
    fn text_is_wrapped_between_words() {
        for (text, width, expected) in [
            ("", 5, vec![""]),
            ("one two", 7, vec!["one two"]),
            ("one two three", 7, vec!["one two", "three"]),
            ("one two three", 8, vec!["one two", "three"]),
            ("abcdefgh", 3, vec!["abc", "def", "gh"]),
            ("默认项目", 5, vec!["默认", "项目"]),
            ("默认", 1, vec!["默", "认"]),
        ] {
            assert_eq!(wrap(text, width), expected, "{text} {width}");
        }
    }
}
