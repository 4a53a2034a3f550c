//! The text of a page as passed to the Markdown parser, and the lines in the file to which its parts belong.

use super::rows;

/// The text without byte-order mark and carriage returns, in which cells that span several lines are joined.
pub(super) struct Lines {
    pub(super) text: String,
    /// The offset at which each line of `text` starts.
    starts: Vec<usize>,
    /// The line in the file for each line of `text`.
    numbers: Vec<usize>,
    /// Whether the file ends without a line break, as a truncated file does.
    pub(super) ends_open: bool,
}

impl Lines {
    pub(super) fn new(raw: &str) -> Lines {
        let raw = raw.strip_prefix('\u{feff}').unwrap_or(raw);
        let source: Vec<(usize, &str)> = raw
            .split('\n')
            .enumerate()
            .map(|(index, line)| (index + 1, line.strip_suffix('\r').unwrap_or(line)))
            .collect();
        let mut lines = Lines {
            text: String::with_capacity(raw.len()),
            starts: Vec::new(),
            numbers: Vec::new(),
            ends_open: !raw.is_empty() && !raw.ends_with('\n'),
        };
        let mut fence: Option<&str> = None;
        let mut columns = None;
        let mut rest = source.as_slice();
        while let [(number, line), after @ ..] = rest {
            let mut taken = 0;
            let mut joined = (*line).to_owned();
            match (fence, opening_fence(line)) {
                (Some(open), Some(mark)) if closes(open, mark, line) => fence = None,
                (None, Some(mark)) => fence = Some(mark),
                (None, None) => {
                    if rows::is_delimiter(line) {
                        columns = Some(rows::cells(line).len());
                    } else if line.trim().is_empty() {
                        columns = None;
                    } else if columns.is_some() && rows::is_blank(line) {
                        rest = after;
                        continue;
                    } else if let Some(columns) = columns {
                        taken = match row_end(line, columns) {
                            RowEnd::Closed => 0,
                            RowEnd::InCell => continuation(after, false),
                            RowEnd::BeforeCell => continuation(after, true),
                        };
                        join(&mut joined, after.iter().take(taken));
                        let behind = text_behind(&joined, columns, after.get(taken..).unwrap_or_default());
                        if behind > 0 {
                            reopen(&mut joined);
                            join(&mut joined, after.iter().skip(taken).take(behind));
                            joined.push('|');
                        }
                        taken += behind;
                    }
                }
                _ => {}
            }
            lines.push(*number, &joined);
            rest = after.get(taken..).unwrap_or_default();
        }
        lines
    }

    fn push(&mut self, number: usize, line: &str) {
        self.starts.push(self.text.len());
        self.numbers.push(number);
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Returns the index in `text` of the line at an offset.
    pub(super) fn index_at(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Returns the line in the file, counted from 1, at an offset of `text`.
    pub(super) fn number_at(&self, offset: usize) -> usize {
        self.number(self.index_at(offset))
    }

    /// Returns the line in the file for a line of `text`.
    pub(super) fn number(&self, index: usize) -> usize {
        self.numbers.get(index).copied().unwrap_or(1)
    }

    /// Returns the last line in the file that is not empty.
    pub(super) fn last_number(&self) -> usize {
        self.number_at(self.text.trim_end().len().saturating_sub(1))
    }
}

/// Returns the run of backticks or tildes that opens a code block.
fn opening_fence(line: &str) -> Option<&str> {
    let line = line.trim_start_matches([' ', '>']);
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = line.chars().take_while(|c| *c == mark).count();
    let inline = mark == '`' && line.get(length..).is_some_and(|info| info.contains('`'));
    (length >= 3 && !inline).then(|| line.get(..length)).flatten()
}

fn closes(open: &str, mark: &str, line: &str) -> bool {
    mark.starts_with(open) && line.trim_start_matches([' ', '>']).trim_end() == mark
}

/// How a line of a table ends.
enum RowEnd {
    Closed,
    /// All cells are present, but the last one is not closed.
    InCell,
    /// The last cell is missing and may begin on the next line.
    BeforeCell,
}

fn row_end(line: &str, columns: usize) -> RowEnd {
    let cells = rows::cells(line).len();
    match rows::is_closed(line) {
        _ if !line.trim_start().starts_with('|') => RowEnd::Closed,
        false if cells == columns => RowEnd::InCell,
        true if cells + 1 == columns => RowEnd::BeforeCell,
        _ => RowEnd::Closed,
    }
}

/// Returns how many of the lines belong to a cell that was left open before them: those up to a line whose only pipe is
/// at its end. If that is not certain, none of them do, and the broken row is rejected later. A cell with paragraphs
/// and lists contains empty lines, but then all of the cell is below its row.
fn continuation(after: &[(usize, &str)], with_paragraphs: bool) -> usize {
    for (index, (_, line)) in after.iter().enumerate() {
        let text = line.trim();
        let pipes = rows::pipes(text).count();
        if with_paragraphs && text == "|" {
            return index + 1;
        }
        let is_gap = text.is_empty() && !with_paragraphs;
        if is_gap || text.starts_with(['|', '#']) || opening_fence(line).is_some() {
            return 0;
        }
        match (pipes, rows::is_closed(text)) {
            (0, _) => {}
            (1, true) => return index + 1,
            _ => return 0,
        }
    }
    0
}

/// Returns how many of the lines are text after a whole row, which belongs to its last cell: they contain no pipe, and
/// begin nothing else.
fn text_behind(row: &str, columns: usize, after: &[(usize, &str)]) -> usize {
    if !row.trim_start().starts_with('|') || rows::cells(row).len() < columns {
        return 0;
    }
    let is_text = |(_, line): &&(usize, &str)| {
        let text = line.trim();
        let begins_else = text.starts_with(['#', '>']) || text.starts_with("<table") || opening_fence(line).is_some();
        !text.is_empty() && !begins_else && !is_underline(text) && !text.contains('|')
    };
    let lines = after.iter().take_while(is_text).count();
    // The line below a heading may be what marks it as one.
    let is_heading = after.get(lines).is_some_and(|(_, line)| is_underline(line.trim()));
    if is_heading { 0 } else { lines }
}

fn is_underline(text: &str) -> bool {
    !text.is_empty() && (text.chars().all(|c| c == '-') || text.chars().all(|c| c == '='))
}

fn join<'l>(row: &mut String, lines: impl Iterator<Item = &'l (usize, &'l str)>) {
    for (_, line) in lines {
        row.push_str("<br>");
        row.push_str(line.trim());
    }
}

/// Removes the pipe that closes a row.
fn reopen(row: &mut String) {
    row.truncate(row.trim_end().len());
    if rows::is_closed(row) {
        row.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_numbers() {
        let page = "\u{feff}| a | b |\r\n|---|---|\r\n| x | one\r\ntwo |\r\n| y | z |\r\n";
        let lines = Lines::new(page);
        assert_eq!(lines.text, "| a | b |\n|---|---|\n| x | one<br>two |\n| y | z |\n\n");
        let at = lines.text.find("| y").unwrap();
        assert_eq!(lines.number_at(at), 5);
        assert_eq!(lines.last_number(), 5);
    }

    #[test]
    fn a_cell_of_paragraphs_below_its_row() {
        let head = "| a | b |\n|---|---|\n";
        for (rows, expect) in [
            ("| x | \none\n\n  \n- two |\n", "| x | <br>one<br><br><br>- two |"),
            ("| x |\n\none\n\n |\n", "| x |<br><br>one<br><br>|"),
        ] {
            let lines = Lines::new(&format!("{head}{rows}| y | z |\n"));
            assert_eq!(lines.text.trim_end(), format!("{head}{expect}\n| y | z |"));
        }
    }

    #[test]
    fn text_behind_a_row_and_lines_of_nothing_but_pipes() {
        let head = "| a | b |\n|---|---|\n";
        for (rows, expect) in [
            ("| x | one |\ntwo\n* three\n| y | z |\n", "| x | one <br>two<br>* three|\n| y | z |"),
            ("| x | one\ntwo\n| y | z |\n", "| x | one<br>two|\n| y | z |"),
            ("| x | one |\n|\n| y | z |\n", "| x | one |\n| y | z |"),
            ("| x | one |\n| | |\n", "| x | one |"),
            ("| x | one |\ntwo\n---\n", "| x | one |\ntwo\n---"),
            ("| x | one |\n# two\n", "| x | one |\n# two"),
        ] {
            assert_eq!(Lines::new(&format!("{head}{rows}")).text.trim_end(), format!("{head}{expect}"));
        }
    }

    #[test]
    fn only_what_is_certain_is_joined() {
        for page in [
            "| a | b |\n|---|---|\n| x |\n| y | two |\n",
            "| a | b |\n|---|---|\n| x |\n\none\n\n## two |\n",
            "| a | b | c |\n|---|---|---|\n| x |\n\none |\n",
            "| a | b |\n|---|---|\n| x | one\n\ntwo |\n",
            "| a | b |\n|---|---|\n| x | one\n| y | two |\n",
            "| a | b |\n|---|---|\n| x | one\ntwo | three |\n",
            "```\n| a | b |\n|---|---|\n| x | one\ntwo |\n```\n",
        ] {
            assert_eq!(Lines::new(page).text.trim_end(), page.trim_end());
        }
    }
}
