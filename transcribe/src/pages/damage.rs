//! Damage that Markdown silently ignores: rows outside their table, and tables inside code.

use super::blocks::{Parsed, Stretch};
use super::diagnostics::{BROKEN, Diagnostics};
use super::lines::Lines;
use super::rows;

/// Reports damage. `is_aside` returns whether a line contains nothing for the spec: an HTML table there is not one of
/// the main tables.
pub(super) fn check(lines: &Lines, parsed: &Parsed, is_aside: &dyn Fn(usize) -> bool, diagnostics: &mut Diagnostics) {
    let source: Vec<&str> = lines.text.lines().collect();
    let mut known = vec![false; source.len()];
    for (stretch, range) in &parsed.stretches {
        let first = lines.index_at(range.start);
        let last = lines.index_at(range.end.saturating_sub(1)).max(first);
        let text = lines.text.get(range.clone()).unwrap_or_default();
        if *stretch != Stretch::Table {
            check_code(*stretch, lines.number(first), text, diagnostics);
        }
        known.iter_mut().take(last + 1).skip(first).for_each(|known| *known = true);
    }
    for (index, line) in source.iter().enumerate().filter(|(index, _)| !known.get(*index).is_some_and(|k| *k)) {
        if is_stray_row(line) {
            diagnostics.error(lines.number(index), "table row outside of any table", BROKEN);
        } else if line.to_ascii_lowercase().contains("<table") {
            let line = lines.number(index);
            if is_aside(line) {
                diagnostics.mention(line, "table ignored: it is HTML, and in a description");
            } else {
                diagnostics.error(line, "HTML tables are not supported", "write the table in Markdown");
            }
        }
    }
    check_end(lines, &source, diagnostics);
}

fn check_code(stretch: Stretch, line: usize, text: &str, diagnostics: &mut Diagnostics) {
    if stretch == Stretch::Fenced && !is_closed(text) {
        diagnostics.error(line, "unclosed code block", "close it, or complete the page");
    } else if text.lines().skip(1).any(is_swallowed) {
        let help = "end the code before it; only code may be indented by four spaces";
        diagnostics.error(line, "code block contains a table or a heading of the page", help);
    }
}

/// Returns whether the last line of a fenced block is its closing fence.
fn is_closed(text: &str) -> bool {
    let bare = |line: &str| line.trim_matches(|c: char| c == '>' || c.is_whitespace()).to_owned();
    let open = text.lines().next().map(bare).unwrap_or_default();
    let mark = if open.starts_with('~') { '~' } else { '`' };
    let close = text.lines().skip(1).last().map(bare).unwrap_or_default();
    close.chars().count() >= 3 && close.chars().all(|c| c == mark)
}

fn is_swallowed(line: &str) -> bool {
    let line = line.trim();
    let hashes = line.chars().take_while(|c| *c == '#').count();
    rows::is_delimiter(line) || ((2..=6).contains(&hashes) && line.chars().nth(hashes) == Some(' '))
}

/// Returns whether a line outside tables and code looks like a row of a table.
fn is_stray_row(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '#'));
    if rows::is_blank(line) {
        return false;
    }
    if line.starts_with('|') || rows::is_closed(line) || rows::is_delimiter(line) {
        return true;
    }
    let cells = rows::cells(line);
    let first = cells.first().map_or("", |cell| cell.trim());
    let is_name = !first.is_empty() && first.chars().all(|c| c.is_ascii_alphanumeric() || "._`*[]".contains(c));
    cells.len() > 1 && is_name
}

/// Reports a truncated file: its last row is open, while the row before that is closed.
fn check_end(lines: &Lines, source: &[&str], diagnostics: &mut Diagnostics) {
    let mut ends = source.iter().rev().skip_while(|line| line.trim().is_empty());
    let (Some(last), Some(before)) = (ends.next(), ends.next()) else {
        return;
    };
    let is_row = last.trim_start().starts_with('|') && before.trim_start().starts_with('|');
    if lines.ends_open && is_row && !rows::is_closed(last) && rows::is_closed(before) {
        diagnostics.error(lines.last_number(), "the file ends inside a table row", "complete the page");
    }
}
