//! The part of the INI format that credentials files use: `[section]`, `key = value`, and comments that begin with `#`
//! or `;` at the start of a line or after a space. Values have no escapes.

use std::collections::HashMap;

/// What is wrong with a file, and the line, counted from 1. It contains nothing of the line, which may be a secret.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct IniError {
    pub(super) line: usize,
    pub(super) what: &'static str,
}

/// The keys of a section, each with its value and its line.
pub(super) type Section<'t> = HashMap<&'t str, (&'t str, usize)>;

/// Returns one section of a file, or `None` if the file has no such section. Lines of other sections must be
/// well-formed too.
pub(super) fn section<'t>(text: &'t str, wanted: &str) -> Result<Option<Section<'t>>, IniError> {
    let mut found = None;
    let mut inside = None;
    for (line, content) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let content = content.trim();
        let error = |what| Err(IniError { line, what });
        if content.is_empty() || content.starts_with(['#', ';']) {
            continue;
        }
        if let Some(rest) = content.strip_prefix('[') {
            let Some(name) = without_comment(rest).trim().strip_suffix(']') else {
                return error("the section name is not closed by `]`");
            };
            inside = Some(name.trim() == wanted);
            if inside == Some(true) {
                found.get_or_insert_with(HashMap::new);
            }
            continue;
        }
        let Some((key, value)) = content.split_once('=') else {
            return error("neither `[section]` nor `key = value`");
        };
        let value = without_comment(value).trim();
        match inside {
            None => return error("a key before the first `[section]`"),
            Some(true) => drop(found.get_or_insert_with(HashMap::new).insert(key.trim(), (value, line))),
            Some(false) => {}
        }
    }
    Ok(found)
}

/// Returns a value without the comment that follows it after a space.
fn without_comment(value: &str) -> &str {
    let starts = |(at, c): (usize, char)| matches!(c, '#' | ';').then(|| value.get(..at)).flatten();
    let before = |text: &&str| text.is_empty() || text.ends_with(char::is_whitespace);
    value.char_indices().filter_map(starts).find(before).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_of_files() {
        let plain = "[default] # mine\nsecret_id = id\nsecret_key=a=b#c ; d\n";
        let key = Some(("a=b#c", 3));
        let dressed =
            "\u{feff}# a comment\r\n\r\n  [ default ]  \r\nsecret_id = id\r\n\tsecret_key =  a=b#c\t# d ; e \r\n";
        for (text, expected) in [
            (plain.to_owned(), key),
            (dressed.to_owned(), Some(("a=b#c", 5))),
            (format!("; first\n[other]\nsecret_key = x\n{plain}"), Some(("a=b#c", 6))),
            (format!("{plain}[other]\nsecret_key = x\n"), key),
            (format!("{plain}[other]\n[default]\nsecret_key = last"), Some(("last", 6))),
            ("[default]\n".to_owned(), None),
            ("[default]\nsecret_key = ; none\n".to_owned(), Some(("", 2))),
        ] {
            assert_eq!(section(&text, "default").unwrap().unwrap().get("secret_key").copied(), expected, "{text}");
        }
        for text in ["", "\n# nothing\n", "[Default]\na = b", "[default ment]\n"] {
            assert_eq!(section(text, "default"), Ok(None), "{text}");
        }
        for (text, line) in [("a = b", 1), ("\n[default", 2), ("[x]\n\nword\n", 3), ("\u{feff}<html>", 1)] {
            assert_eq!(section(text, "default").unwrap_err().line, line, "{text}");
        }
    }
}
