//! HTML as plain text with line breaks.

/// Tags that begin and end lines.
const BLOCKS: [&str; 24] = [
    "blockquote",
    "br",
    "div",
    "dx-alert",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "ol",
    "p",
    "pre",
    "section",
    "svg",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
    "ur",
    "dl",
];
/// Tags within lines, which are dropped.
const INLINE: [&str; 13] = ["b", "big", "del", "em", "font", "i", "img", "s", "small", "span", "strong", "sub", "sup"];
/// Characters by the names of their entities.
const ENTITIES: [(&str, &str); 8] =
    [("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("#39", "'"), ("nbsp", " "), ("emsp", " ")];

/// Returns the text without known tags and entities: each block and each list item is a line, list items begin with
/// `- `, code is in backticks, and the address of a link follows its text.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut link = None;
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        rest = entity(from, &mut out).or_else(|| tag(from, &mut out, &mut link)).unwrap_or_else(|| {
            let mut chars = from.chars();
            out.extend(chars.next());
            chars.as_str()
        });
    }
    out.push_str(rest);
    out
}

/// Writes the character of an entity at the start of a text, and returns what follows.
fn entity<'t>(from: &'t str, out: &mut String) -> Option<&'t str> {
    let (name, after) = from.strip_prefix('&')?.split_once(';')?;
    let (_, text) = ENTITIES.iter().find(|(known, _)| *known == name)?;
    out.push_str(text);
    Some(after)
}

/// Writes what a known tag at the start of a text means, and returns what follows. `link` is the address of the link that
/// has begun.
fn tag<'t>(from: &'t str, out: &mut String, link: &mut Option<&'t str>) -> Option<&'t str> {
    if let Some(comment) = from.strip_prefix("<!--") {
        return comment.split_once("-->").map(|(_, after)| after);
    }
    let (inside, after) = from.strip_prefix('<')?.split_once('>')?;
    let is_end = inside.starts_with('/');
    let inside = inside.trim_start_matches('/');
    let end = inside.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inside.len());
    let (name, attributes) = inside.split_at(end);
    match name.to_ascii_lowercase().as_str() {
        "li" => out.push_str(if is_end { "\n" } else { "\n- " }),
        "code" => out.push('`'),
        "a" => match link.take().filter(|_| is_end) {
            Some(address) => out.push_str(&format!(" ({address})")),
            None => *link = address(attributes),
        },
        name if BLOCKS.contains(&name) => out.push('\n'),
        "td" | "th" => out.push(' '),
        name if INLINE.contains(&name) => {}
        _ => return None,
    }
    Some(after)
}

/// Returns the address of a link to a web page.
fn address(attributes: &str) -> Option<&str> {
    let (_, value) = attributes.split_once("href=")?;
    let value = value.trim_start_matches(['"', '\'']);
    let end = value.find(['"', '\'', ' ']).unwrap_or(value.len());
    value.get(..end).filter(|address| address.starts_with("http"))
}
