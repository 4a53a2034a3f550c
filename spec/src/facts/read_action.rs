//! Reads one action from the text form, and no line that it does not need.

use std::collections::HashMap;

use super::cursor::escape;
use super::read::Reader;
use crate::api_version::{ApiVersion, ReadError};

/// Reads one action, the structs that it refers to, and what all actions share, from the text of a version's file.
/// Returns `None` if the text does not contain the action.
///
/// # Errors
///
/// If a line that the action needs cannot be read, or refers to a struct that no line describes. The path of the error is
/// empty.
pub fn read_action(text: &str, action: &str) -> Result<Option<ApiVersion>, ReadError> {
    let mut reader = Reader::default();
    let (mut actions, mut structs) = (HashMap::new(), HashMap::new());
    for (number, line) in (1..).zip(text.lines()) {
        match line.split_once(' ') {
            Some(("action", rest)) => _ = actions.insert(first_word(rest), (number, line)),
            Some(("type", rest)) => _ = structs.insert(first_word(rest), (number, line)),
            _ => reader.line(number, line)?,
        }
    }
    let Some(found) = actions.get(escape(action).as_str()) else { return Ok(None) };
    for (number, line) in with_bases(&actions, *found) {
        // Only error codes refer to other actions, whose structs are therefore not needed.
        reader.references.clear();
        reader.line(number, line)?;
    }
    reader.version.actions.retain(|name, _| name == action);
    let mut next = 0;
    while let Some((name, ..)) = reader.references.get(next) {
        next += 1;
        let is_read = reader.version.types.types.contains_key(name);
        if let Some((number, line)) = structs.get(escape(name).as_str()).filter(|_| !is_read) {
            reader.line(*number, line)?;
        }
    }
    reader.version.types.types.sort_unstable_keys();
    reader.finish(text).map(Some)
}

/// A line with its number.
type Line<'t> = (usize, &'t str);

/// Returns the lines of an action and of those whose error codes it refers to, in the order of the text.
fn with_bases<'t>(actions: &HashMap<&str, Line<'t>>, action: Line<'t>) -> Vec<Line<'t>> {
    let mut lines = vec![action];
    let mut next = 0;
    while let Some((number, line)) = lines.get(next).copied() {
        next += 1;
        let codes = line.split_once(" | ").map_or("", |(_, codes)| codes);
        let bases = codes.split(' ').filter_map(|code| actions.get(code.strip_prefix('@')?));
        // The reader reports an action that refers to a later one.
        let bases: Vec<_> = bases.filter(|base| base.0 < number && !lines.contains(base)).copied().collect();
        lines.extend(bases);
    }
    lines.sort_unstable();
    lines
}

fn first_word(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::read;

    #[test]
    fn each_action_is_read_as_in_the_whole_version() {
        let text = include_str!("../../../fuzz/seeds/facts/demo.txt");
        let whole = read(text).unwrap();
        for name in whole.actions.keys() {
            let mut expected = whole.clone();
            expected.retain_action(name);
            assert_eq!(read_action(text, name), Ok(Some(expected)), "{name}");
        }
        assert_eq!(read_action(text, "Nonsense"), Ok(None));
    }

    #[test]
    fn lines_that_are_not_needed_are_not_read() {
        let head = "product demo\nversion 2019-01-01\nmodule demo\n";
        let text = format!("{head}action Ping A:Box\naction Pong A^\ntype Box B:Lid\ntype Lid\ntype Wheel A^\n");
        let found = read_action(&text, "Ping").unwrap().unwrap();
        assert!(found.types.types.keys().eq(["Box", "Lid"]));
        for (action, line, message) in
            [("Pong", 5, "unexpected `^`"), ("Pang", 4, "no line before"), ("Pung", 4, "unknown type `Bax`")]
        {
            let text = text.replace(
                "action Ping A:Box",
                &match action {
                    "Pang" => "action Pang | @Pong".to_owned(),
                    "Pung" => "action Pung A:Bax".to_owned(),
                    _ => "action Ping A:Box".to_owned(),
                },
            );
            let error = read_action(&text, action).unwrap_err();
            assert_eq!(error.line, line, "{error}");
            assert!(error.message.starts_with(message), "{error}");
        }
    }
}
