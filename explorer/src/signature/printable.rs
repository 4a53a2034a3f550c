//! How pasted text is shown in messages.

/// The largest number of characters that a message quotes.
const LONGEST: usize = 80;

/// Returns the text on one short line, with escapes for characters that are not visible.
pub(super) fn bounded(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(LONGEST) {
        let is_visible = c.escape_debug().len() == 1 || matches!(c, '"' | '\'' | '\\');
        if is_visible { out.push(c) } else { out.extend(c.escape_debug()) }
    }
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}
