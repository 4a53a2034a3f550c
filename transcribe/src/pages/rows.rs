//! The raw lines of tables: where their cells begin and end, before a Markdown parser repairs them.

/// Returns the cells of a line of a table. Outer pipes are ignored, and an escaped pipe is text.
pub(super) fn cells(line: &str) -> Vec<&str> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = if is_closed(line) { line.get(..line.len() - 1).unwrap_or(line) } else { line };
    let mut cells = Vec::new();
    let mut start = 0;
    for at in pipes(line) {
        cells.extend(line.get(start..at));
        start = at + 1;
    }
    cells.extend(line.get(start..));
    cells
}

/// Returns the offsets of the pipes that are not escaped.
pub(super) fn pipes(line: &str) -> impl Iterator<Item = usize> {
    let mut escaped = false;
    line.char_indices().filter_map(move |(at, c)| {
        let divides = c == '|' && !escaped;
        escaped = c == '\\' && !escaped;
        divides.then_some(at)
    })
}

/// Returns whether the line ends in a pipe that is not escaped.
pub(super) fn is_closed(line: &str) -> bool {
    let line = line.trim_end();
    line.ends_with('|') && pipes(line).last() == Some(line.len() - 1)
}

/// Returns whether a line contains only pipes.
pub(super) fn is_blank(line: &str) -> bool {
    line.contains('|') && line.chars().all(|c| c == '|' || c.is_whitespace())
}

/// Returns whether the line is the one below a table's header, such as `|---|:--:|`.
pub(super) fn is_delimiter(line: &str) -> bool {
    let dashes = |cell: &&str| {
        let cell = cell.trim();
        let cell = cell.strip_prefix(':').unwrap_or(cell);
        let cell = cell.strip_suffix(':').unwrap_or(cell);
        !cell.is_empty() && cell.chars().all(|c| c == '-')
    };
    line.contains('|') && cells(line).iter().all(dashes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_lines() {
        for (line, expect) in [
            ("| a | b |", vec![" a ", " b "]),
            ("a | b", vec!["a ", " b"]),
            ("| a | b", vec![" a ", " b"]),
            (r"| a \| b | c |", vec![r" a \| b ", " c "]),
            ("|| a | b |", vec!["", " a ", " b "]),
            (r"| a | b \|", vec![" a ", r" b \|"]),
            ("| a | |", vec![" a ", " "]),
        ] {
            assert_eq!(cells(line), expect, "{line}");
        }
        assert!(is_delimiter("---------|:-----:|--"));
        assert!(!is_delimiter("---------"));
        assert!(!is_delimiter("| a |---|"));
    }
}
