//! A line of text as Markdown that means the same.

/// Characters that have a meaning in Markdown wherever they are.
const SPECIAL: [char; 10] = ['\\', '*', '[', ']', '<', '>', '#', '|', '~', '`'];
/// Characters that change the direction of text, which the compiler rejects in comments.
const DIRECTIONS: [char; 9] =
    ['\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'];

/// Returns a line as Markdown. Code in backticks is kept if the backticks come in pairs.
pub(super) fn escape(line: &str) -> String {
    let line: String = line.chars().filter(|c| !c.is_control() && !DIRECTIONS.contains(c)).collect();
    let are_pairs = line.matches('`').count().is_multiple_of(2) && !line.contains("``");
    let line = if are_pairs { line } else { line.replace('`', "'") };
    let mut out = String::new();
    for (index, piece) in line.split('`').enumerate() {
        if index % 2 == 0 {
            prose(piece, &mut out);
        } else {
            out.push_str(&format!("`{piece}`"));
        }
    }
    let words = out.split(' ').map(|word| {
        // Alone on a line, these would underline a heading or begin a list.
        let is_rule = !word.is_empty() && word.chars().all(|c| "-=+".contains(c));
        if is_rule { format!("\\{word}") } else { word.to_owned() }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn prose(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((label, address, after)) = link(rest) {
            prose(label, out);
            out.push_str(" (");
            prose(address, out);
            out.push(')');
            rest = after;
            continue;
        }
        let address = address(rest);
        if !address.is_empty() {
            out.push_str(&format!("<{address}>"));
            rest = rest.get(address.len()..).unwrap_or_default();
            continue;
        }
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '&' if is_entity(after) => out.push_str("&amp;"),
            '_' if is_edge(out, after) => out.push_str("\\_"),
            c if SPECIAL.contains(&c) => out.extend(['\\', c]),
            c => out.push(c),
        }
        rest = after;
    }
}

/// Returns the label and the address of a Markdown link to a web page at the start of a text, and what follows.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let (label, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (address, after) = rest.split_once(')')?;
    (!label.contains('[') && address.trim().starts_with("http")).then_some((label, address.trim(), after))
}

/// Returns the address of a web page at the start of a text.
fn address(text: &str) -> &str {
    let scheme = if text.starts_with("https://") { 8 } else { 7 };
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return "";
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&+,;=%".contains(c);
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let address = text.get(..end).unwrap_or_default().trim_end_matches(['.', ',', ';', ':', '!', '?']);
    if address.len() > scheme { address } else { "" }
}

/// Returns whether `&` begins an entity, given what follows it.
fn is_entity(after: &str) -> bool {
    let name = after.split_once(';').map(|(name, _)| name).unwrap_or_default();
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
}

/// Returns whether an underscore is not inside a word, where it has no meaning.
fn is_edge(before: &str, after: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !is_word(before.chars().next_back()) || !is_word(after.chars().next())
}
