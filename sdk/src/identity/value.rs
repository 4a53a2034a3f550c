//! The text of an id, a key or a token, as files, variables and people supply it.
//!
//! These values contain only visible ASCII characters, but no quotation mark or backslash. Anything else around a value
//! is therefore removed, and anything else inside it is an error. If such a value were used for signing, the service
//! would reject the request with a code that does not mention the value.

/// Returns a value without what files, variables and copying add around it: white space, line breaks, invisible
/// characters, and one pair of quotation marks.
pub(crate) fn trimmed(text: &str) -> &str {
    let text = without_blanks(text);
    let inside = |mark| text.strip_prefix(mark)?.strip_suffix(mark);
    ['"', '\'', '`'].into_iter().find_map(inside).map_or(text, without_blanks)
}

fn without_blanks(text: &str) -> &str {
    // The byte order mark and zero-width spaces.
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}'))
}

/// Reads a value of a source, trimmed. The error contains the name of the value, and no part of it.
pub(crate) fn read<'t>(name: &str, text: &'t str) -> Result<&'t str, String> {
    let value = trimmed(text);
    match flaw(value) {
        None => Ok(value),
        Some(EMPTY) => Err(format!("{name} {EMPTY}")),
        Some(what) => Err(format!("{name} contains invalid characters: {what}; remove them")),
    }
}

/// Returns what a value contains that no id, key or token can contain.
pub(super) fn flaw(value: &str) -> Option<&'static str> {
    if value.is_empty() {
        return Some(EMPTY);
    }
    value.chars().find_map(|c| match c {
        '\n' | '\r' => Some("a line break"),
        c if c.is_whitespace() => Some("a blank"),
        c if c.is_control() => Some("a control character"),
        '"' | '\'' | '`' => Some("a quotation mark"),
        '\\' => Some("a backslash"),
        c if !c.is_ascii() => Some("a character that is not ASCII"),
        _ => None,
    })
}

/// What is wrong with an empty value.
pub(super) const EMPTY: &str = "is empty";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_surrounds_a_value_is_removed_and_what_is_inside_is_an_error() {
        for text in [
            "Gu5t9+/=",
            " Gu5t9+/= ",
            "Gu5t9+/=\n",
            "Gu5t9+/=\r\n",
            "\tGu5t9+/=\u{b}",
            "\u{feff}Gu5t9+/=",
            "\u{feff}\"Gu5t9+/=\"\n",
            "'Gu5t9+/='",
            "`Gu5t9+/=`",
            "\" Gu5t9+/=\n\"",
            "\u{a0}Gu5t9+/=\u{3000}",
            "\u{200b}Gu5t9+/=\u{2060}",
        ] {
            assert_eq!(read("it", text), Ok("Gu5t9+/="), "{text:?}");
        }
        for (text, expected) in [
            ("", EMPTY),
            (" ", EMPTY),
            ("\n", EMPTY),
            ("\"\"", EMPTY),
            ("\"", "a quotation mark"),
            ("' '", EMPTY),
            ("Gu5t 9", "a blank"),
            ("Gu5t\t9", "a blank"),
            ("Gu5t\n9", "a line break"),
            ("Gu5t\r9", "a line break"),
            ("Gu5t\u{0}9", "a control character"),
            ("Gu5t\u{7f}", "a control character"),
            ("Gu5t\u{a0}9", "a blank"),
            ("Gu5té", "not ASCII"),
            ("Ｇu5t9", "not ASCII"),
            ("Gu5t\u{feff}9", "not ASCII"),
            ("\"Gu5t9", "a quotation"),
            ("Gu5t9'", "a quotation mark"),
            ("\"Gu5t9'", "a quotation mark"),
            (r"Gu5t9\n", "a backslash"),
            ("\"\"Gu5t9\"\"", "a quotation mark"),
        ] {
            let error = read("it", text).unwrap_err();
            assert!(
                error.starts_with("it ") && error.contains(expected) && !error.contains("Gu5t"),
                "{text:?}: {error}"
            );
        }
    }
}
