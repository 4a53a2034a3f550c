//! Lays out code as rustfmt does under the repository's `rustfmt.toml`: on one line if that fits, otherwise with one
//! item per line.

use std::cmp::Ordering;

/// `max_width` of `rustfmt.toml`.
const WIDTH: usize = 120;

/// The width of doc comments, without what precedes them: they fit into the width of a line after two indents.
pub(super) const DOC_WIDTH: usize = 108;

/// Returns whether a line fits after an indentation of `indent` spaces.
pub(super) fn fits(indent: usize, line: &str) -> bool {
    indent + line.chars().count() <= WIDTH
}

/// The spacing inside the brackets of a list on one line.
#[derive(Clone, Copy)]
pub(super) enum Pad {
    /// `(a, b)`
    Tight,
    /// `{ a, b }`
    Spaced,
}

/// Lays out a list between brackets: `open a, b close`. `open` and `close` contain the brackets and what precedes and
/// follows them; `indent` is the indentation of the line.
pub(super) fn list(indent: usize, open: &str, items: &[String], close: &str, pad: Pad) -> String {
    let space = if matches!(pad, Pad::Spaced) && !items.is_empty() { " " } else { "" };
    let line = format!("{open}{space}{}{space}{close}", items.join(", "));
    if items.is_empty() || fits(indent, &line) { line } else { vertical(indent, open, items, close) }
}

/// Lays out a list with one item per line, even if it would fit on one line.
pub(super) fn vertical(indent: usize, open: &str, items: &[String], close: &str) -> String {
    let (outer, inner) = (" ".repeat(indent), " ".repeat(indent + 4));
    // The base of a struct expression is not followed by a comma.
    let item = |item: &String| format!("{inner}{item}{}\n", if item.starts_with("..") { "" } else { "," });
    format!("{open}\n{}{outer}{close}", items.iter().map(item).collect::<String>())
}

/// Lays out the head of a method, up to its brace. `name` includes the keywords; `bounds` are those of its where
/// clause.
pub(super) fn method(name: &str, arguments: &[String], returns: &Type, bounds: &[String]) -> String {
    let line = format!("{name}({}) -> {}", arguments.join(", "), returns.line());
    if !bounds.is_empty() {
        let head = if fits(4, &line) { line } else { broken(name, arguments, returns).0 };
        let bounds: String = bounds.iter().map(|bound| format!("        {bound},\n")).collect();
        return format!("{head}\n    where\n{bounds}    {{");
    }
    if fits(4, &format!("{line} {{")) {
        return format!("{line} {{");
    }
    let (head, is_brace_alone) = broken(name, arguments, returns);
    if is_brace_alone { format!("{head}\n    {{") } else { format!("{head} {{") }
}

/// Lays out the head of a method with one argument per line, and returns whether its brace has its own line.
fn broken(name: &str, arguments: &[String], returns: &Type) -> (String, bool) {
    let head = vertical(4, &format!("{name}("), arguments, ") -> ");
    // As measured: rustfmt has its own way of counting the last line of a signature.
    let last = "    ) -> ".len() + returns.line().chars().count();
    let returns = if last <= WIDTH + 2 { returns.line() } else { returns.vertical(4) };
    (format!("{head}{returns}"), last > WIDTH - 6 && last <= WIDTH + 2)
}

/// Lays out a statement or item `left = right;`.
pub(super) fn assignment(indent: usize, left: &str, right: &str) -> String {
    let line = format!("{left} = {right};");
    if fits(indent, &line) { line } else { format!("{left} =\n{}{right};", " ".repeat(indent + 4)) }
}

/// Lays out a statement or item `left = &[items];`.
pub(super) fn slice(indent: usize, left: &str, items: &[String]) -> String {
    let line = format!("&[{}]", items.join(", "));
    if fits(indent, &format!("{left} = {line};")) || fits(indent + 4, &format!("{line};")) {
        assignment(indent, left, &line)
    } else {
        vertical(indent, &format!("{left} = &["), items, "];")
    }
}

/// Lays out a statement or item `left = name { fields };`.
pub(super) fn structure(indent: usize, left: &str, name: &str, fields: &[String]) -> String {
    let line = format!("{name} {{ {} }};", fields.join(", "));
    if fits(indent, &format!("{left} = {line}")) || fits(indent + 4, &line) {
        assignment(indent, left, line.trim_end_matches(';'))
    } else {
        vertical(indent, &format!("{left} = {name} {{"), fields, "};")
    }
}

/// Lays out the head of an `impl` block of a type, up to its brace.
pub(super) fn implementation(generics: &[String], of: &Type) -> String {
    if generics.is_empty() {
        return format!("impl {} {{", of.line());
    }
    let line = format!("impl<{}> {} {{", generics.join(", "), of.line());
    if fits(0, &line) {
        return line;
    }
    let generics = list(0, "impl<", generics, ">", Pad::Tight);
    let of = if fits(4, &of.line()) { of.line() } else { of.vertical(4) };
    format!("{generics}\n    {of}\n{{")
}

/// A type and its arguments.
pub(super) struct Type {
    pub(super) name: String,
    pub(super) arguments: Vec<String>,
}

impl Type {
    pub(super) fn plain(name: impl Into<String>) -> Self {
        Type { name: name.into(), arguments: Vec::new() }
    }

    fn line(&self) -> String {
        if self.arguments.is_empty() {
            return self.name.clone();
        }
        format!("{}<{}>", self.name, self.arguments.join(", "))
    }

    fn vertical(&self, indent: usize) -> String {
        if self.arguments.is_empty() {
            return self.name.clone();
        }
        vertical(indent, &format!("{}<", self.name), &self.arguments, ">")
    }
}

/// Returns lines of documentation, each with the space that follows the slashes.
pub(super) fn doc(indent: usize, lines: &[String]) -> String {
    lines.iter().map(|line| format!("{}///{}\n", " ".repeat(indent), line.trim_end())).collect()
}

/// Returns the attribute of an item that should no longer be used.
pub(super) fn deprecated(indent: usize, note: Option<&str>) -> String {
    let Some(note) = note else {
        return String::new();
    };
    let outer = " ".repeat(indent);
    let line = format!("#[deprecated(note = {note:?})]");
    if fits(indent, &line) {
        return format!("{outer}{line}\n");
    }
    format!("{outer}#[deprecated(\n{outer}    note = {note:?}\n{outer})]\n")
}

/// Lays out the names of an import that does not fit on one line, with as many names per line as fit.
pub(super) fn filled(open: &str, names: &[String]) -> String {
    let mut lines = vec![String::new()];
    for name in names {
        match lines.last_mut() {
            Some(line) if line.is_empty() => *line = format!("    {name},"),
            Some(line) if fits(1, &format!("{line} {name},")) => *line = format!("{line} {name},"),
            _ => lines.push(format!("    {name},")),
        }
    }
    format!("{open}\n{}\n}};\n", lines.join("\n"))
}

/// The order in which rustfmt sorts lower-case names: by characters, with `underscore` in place of `_`, and numbers by
/// value.
fn order(one: &str, other: &str, underscore: char) -> Ordering {
    key(one, underscore).cmp(&key(other, underscore))
}

/// The order of modules.
pub(super) fn module_order(one: &str, other: &str) -> Ordering {
    order(one, other, '_')
}

/// The order of imports, in which `_` counts as a space.
pub(super) fn import_order(one: &str, other: &str) -> Ordering {
    order(one, other, ' ')
}

/// Returns the sort key of a name: its characters, with a number in place of its digits.
fn key(name: &str, underscore: char) -> Vec<(char, u64)> {
    let mut key: Vec<(char, u64)> = Vec::new();
    for c in name.chars() {
        match (c.to_digit(10), key.last_mut()) {
            (Some(digit), Some(('0', number))) => *number = number.saturating_mul(10).saturating_add(digit.into()),
            (Some(digit), _) => key.push(('0', digit.into())),
            (None, _) => key.push((if c == '_' { underscore } else { c }, 0)),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::{import_order, module_order};

    /// The order in which rustfmt 1.9 sorts `mod` and `pub use` in style edition 2024.
    #[test]
    fn names_are_sorted_as_rustfmt_sorts_them() {
        let sorted = |mut names: Vec<&'static str>, order: fn(&str, &str) -> std::cmp::Ordering| {
            names.sort_by(|one, other| order(one, other));
            names
        };
        let modules = ["card2_b", "card10_a", "card_c", "cards", "ip6", "ip_a", "ipv6"];
        assert_eq!(sorted(modules.into_iter().rev().collect(), module_order), modules);
        let imports = ["card_c", "card2_b", "card10_a", "cards", "ip_a", "ip6", "ipv6"];
        assert_eq!(sorted(imports.into_iter().rev().collect(), import_order), imports);
    }
}
