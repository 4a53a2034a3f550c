//! External text as printable text, so that it cannot control a terminal or break a line.

use std::fmt::Write as _;

/// A value of a row in tab separated text: tabs, line breaks, backslashes and control characters are escaped.
pub(crate) fn in_row(text: &str) -> String {
    escaped(text, |character| character == '\\' || is_control(character))
}

/// A value that people read: everything that is not printable is escaped.
pub(crate) fn for_reading(text: &str) -> String {
    escaped(text, |character| is_control(character) || reorders(character))
}

/// Text of several lines for a terminal: line breaks and tabs are kept.
pub(crate) fn for_terminal(text: &str) -> String {
    escaped(text, |character| !matches!(character, '\n' | '\t') && is_control(character))
}

fn escaped(text: &str, special: impl Fn(char) -> bool) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            _ if !special(character) => written.push(character),
            '\t' => written.push_str("\\t"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\\' => written.push_str("\\\\"),
            // As JSON escapes it. Writing to a string does not fail.
            _ => _ = write!(written, "\\u{:04x}", u32::from(character)),
        }
    }
    written
}

fn is_control(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

/// Whether a character changes the direction of the text after it, which would mix up columns.
fn reorders(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_escaped() {
        for (text, row, read, terminal) in [
            ("plain 默认", "plain 默认", "plain 默认", "plain 默认"),
            ("a\tb\nc", "a\\tb\\nc", "a\\tb\\nc", "a\tb\nc"),
            ("C:\\x\r", "C:\\\\x\\r", "C:\\x\\r", "C:\\x\\r"),
            ("\u{1b}[31m", "\\u001b[31m", "\\u001b[31m", "\\u001b[31m"),
            ("\u{202e}gpj", "\u{202e}gpj", "\\u202egpj", "\u{202e}gpj"),
        ] {
            assert_eq!(in_row(text), row);
            assert_eq!(for_reading(text), read);
            assert_eq!(for_terminal(text), terminal);
        }
    }
}
