//! Lays out code as rustfmt does under the repository's `rustfmt.toml`: in one line if that fits, else an item a line.

use std::cmp::Ordering;

/// `max_width` of `rustfmt.toml`.
const WIDTH: usize = 120;

/// Whether a line fits, behind an indentation of so many spaces.
pub(super) fn fits(indent: usize, line: &str) -> bool {
    indent + line.chars().count() <= WIDTH
}

/// What stands between a list's brackets in one line.
#[derive(Clone, Copy)]
pub(super) enum Pad {
    /// `(a, b)`
    Tight,
    /// `{ a, b }`
    Spaced,
}

/// A list between brackets: `open a, b close`. `open` and `close` hold the brackets and what stands before and after
/// them; `indent` is the indentation of the line.
pub(super) fn list(indent: usize, open: &str, items: &[String], close: &str, pad: Pad) -> String {
    let space = if matches!(pad, Pad::Spaced) && !items.is_empty() { " " } else { "" };
    let line = format!("{open}{space}{}{space}{close}", items.join(", "));
    if items.is_empty() || fits(indent, &line) { line } else { vertical(indent, open, items, close) }
}

/// The same with an item a line, whether or not one line would do.
pub(super) fn vertical(indent: usize, open: &str, items: &[String], close: &str) -> String {
    let (outer, inner) = (" ".repeat(indent), " ".repeat(indent + 4));
    // What a struct expression takes the rest of its fields from has no comma behind it.
    let item = |item: &String| format!("{inner}{item}{}\n", if item.starts_with("..") { "" } else { "," });
    format!("{open}\n{}{outer}{close}", items.iter().map(item).collect::<String>())
}

/// The head of a method, up to its brace. `bounds` are those of its where clause.
pub(super) fn method(name: &str, arguments: &[String], returns: &Type, bounds: &[String]) -> String {
    let line = format!("pub fn {name}({}) -> {}", arguments.join(", "), returns.line());
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

/// The head of a method with an argument a line, and whether its brace has a line of its own.
fn broken(name: &str, arguments: &[String], returns: &Type) -> (String, bool) {
    let head = vertical(4, &format!("pub fn {name}("), arguments, ") -> ");
    // As measured: rustfmt counts the last line of a signature in its own way.
    let last = "    ) -> ".len() + returns.line().chars().count();
    let returns = if last <= WIDTH + 2 { returns.line() } else { returns.vertical(4) };
    (format!("{head}{returns}"), last > WIDTH - 6 && last <= WIDTH + 2)
}

/// A statement or item `left = right;`.
pub(super) fn assignment(indent: usize, left: &str, right: &str) -> String {
    let line = format!("{left} = {right};");
    if fits(indent, &line) { line } else { format!("{left} =\n{}{right};", " ".repeat(indent + 4)) }
}

/// An assignment of a struct expression.
pub(super) fn assigned_struct(indent: usize, left: &str, name: &str, fields: &[String]) -> String {
    let value = list(0, &format!("{name} {{"), fields, "}", Pad::Spaced);
    if !value.contains('\n') && fits(indent + 4, &format!("{value};")) {
        return assignment(indent, left, &value);
    }
    vertical(indent, &format!("{left} = {name} {{"), fields, "};")
}

/// The head of an `impl` block of a type, up to its brace.
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

/// A type with its arguments.
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

/// Lines of documentation, each with the blank that follows the slashes.
pub(super) fn doc(indent: usize, lines: &[String]) -> String {
    lines.iter().map(|line| format!("{}///{}\n", " ".repeat(indent), line.trim_end())).collect()
}

/// The attribute of what should no longer be used.
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

/// The names of an import that does not fit into one line: as many a line as fit.
pub(super) fn filled(open: &str, names: &[String]) -> String {
    let mut lines = vec![String::new()];
    for name in names {
        match lines.last_mut() {
            Some(line) if line.is_empty() => *line = format!("    {name},"),
            Some(line) if fits(0, &format!("{line} {name},")) => *line = format!("{line} {name},"),
            _ => lines.push(format!("    {name},")),
        }
    }
    format!("{open}\n{}\n}};\n", lines.join("\n"))
}

/// The order in which rustfmt sorts lower-case names: digits by their number, and what is shorter first.
pub(super) fn order(one: &str, other: &str) -> Ordering {
    chunks(one).cmp(&chunks(other))
}

/// A name as its words and numbers.
fn chunks(name: &str) -> Vec<(u64, &str)> {
    let mut chunks = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let is_digit = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != is_digit).unwrap_or(rest.len());
        let (chunk, after) = rest.split_at(end);
        chunks.push((chunk.parse().unwrap_or_default(), chunk));
        rest = after;
    }
    chunks
}
