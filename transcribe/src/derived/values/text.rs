//! The text of a description, without what only looks like a list of values.

/// What begins an example. What follows is one of the values, or none.
const EXAMPLES: [&str; 16] = [
    "例如",
    "比如",
    "譬如",
    "示例",
    "举例",
    "如：",
    "，如 ",
    "如:",
    "e.g.",
    "eg:",
    "eg.",
    "for example",
    "For example",
    "such as",
    "example:",
    "Example:",
];

/// Returns the lines of a description in which values are looked for.
pub(super) fn lines(description: &str) -> Vec<String> {
    let plain = without_templates(&plain(description));
    let mut lines = Vec::new();
    let mut is_example = false;
    for line in plain.lines().map(str::trim).filter(|line| !line.is_empty()) {
        // An introduction of examples in a line of its own is about the next lines.
        if is_example || EXAMPLES.iter().any(|word| line.trim_end_matches([':', '：']).ends_with(word)) {
            is_example = true;
            continue;
        }
        let line = joined(&without_examples(line));
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines
}

/// Returns a description without markup; blocks become lines.
pub(crate) fn plain(description: &str) -> String {
    const BLOCKS: [&str; 10] = ["br", "li", "p", "ul", "ol", "tr", "div", "table", "h2", "h3"];
    let mut out = String::with_capacity(description.len());
    let mut rest = description;
    while let Some(c) = rest.chars().next() {
        let tag = (c == '<').then(|| rest.find('>')).flatten().and_then(|end| rest.get(1..end));
        let entity = (c == '&').then(|| entity(rest)).flatten();
        let taken = if let Some(tag) = tag {
            let name: String = tag.chars().skip_while(|c| *c == '/').take_while(char::is_ascii_alphanumeric).collect();
            if BLOCKS.contains(&name.to_ascii_lowercase().as_str()) {
                out.push('\n');
            }
            tag.len() + 2
        } else if let Some((length, c)) = entity {
            out.push(c);
            length
        } else {
            out.push(if c == '\r' { '\n' } else { c });
            c.len_utf8()
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

fn entity(text: &str) -> Option<(usize, char)> {
    let entities = [
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&amp;", '&'),
        ("&nbsp;", ' '),
        ("&emsp;", ' '),
        ("&ensp;", ' '),
        ("&#39;", '\''),
    ];
    entities.into_iter().find(|(name, _)| text.starts_with(name)).map(|(name, c)| (name.len(), c))
}

/// Returns a text without what braces contain if it is JSON, or a pattern such as `{R:3}`.
fn without_templates(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let length = braced(from);
        let group = from.get(..length).unwrap_or(from);
        let inner = group.trim_start_matches(|c: char| c == '{' || c.is_whitespace());
        if !(inner.starts_with(['"', '\'', '\\', '{', '“']) || group.is_ascii()) {
            out.push_str(group);
        }
        rest = from.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Returns the length of the braces at the beginning of a text, with what they contain; without an end, of all of it.
fn braced(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth == 0 {
            return at + c.len_utf8();
        }
    }
    text.len()
}

/// Returns a line without examples, which end with the parentheses that they are in, or with the sentence.
fn without_examples(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = EXAMPLES.iter().filter_map(|word| rest.find(word)).min() {
        let (before, example) = rest.split_at(at);
        out.push_str(before);
        let depth = |text: &str| text.matches(['(', '（']).count() > text.matches([')', '）']).count();
        let ends: &[char] = if depth(&out) { &[')', '）'] } else { &['。'] };
        rest = example.find(ends).and_then(|end| example.get(end..)).unwrap_or_default();
    }
    out.push_str(rest);
    out.trim().to_owned()
}

/// Returns a line without the spaces around signs that explain a value, so that other spaces separate values. A space
/// before a number does not break: `5: 30` is no time.
fn joined(line: &str) -> String {
    const SIGNS: [&str; 6] = ["：", ":", "=", "—", "–", "为"];
    const NO_BREAK: char = '\u{a0}';
    let is_of_value = |c: char| c.is_ascii_alphanumeric();
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let next = rest.trim_start_matches(' ');
        let dash = next.strip_prefix('-').map(|rest| rest.trim_start_matches([' ', '-']));
        let is_dash = dash.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()));
        let precedes = is_dash || SIGNS.iter().any(|sign| next.starts_with(sign));
        let after =
            |sign: char, is_of: fn(char) -> bool| out.strip_suffix(sign).is_some_and(|out| out.ends_with(is_of));
        let follows = after('-', |c| !c.is_whitespace())
            || after('为', |c| c.is_ascii_alphanumeric())
            || out.ends_with([':', '：', '=', '—', '–']);
        if c == ' ' && (follows || (precedes && out.ends_with(is_of_value))) {
            if next.starts_with(|c: char| c.is_ascii_digit()) {
                out.push(NO_BREAK);
            }
            rest = next;
            continue;
        }
        out.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    out
}
