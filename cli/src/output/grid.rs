//! Columns of text, fitted to a width.

use std::borrow::Cow;
use std::io;
use std::iter::repeat_n;

use super::rank::Rank;
use super::width::{cut, width, wrap};

/// Between columns.
const GAP: usize = 2;

/// Long text is cut off at a quarter of the terminal, within these bounds. A time fits the smaller one.
const MIN_SHARE: usize = 20;
const MAX_SHARE: usize = 32;

/// Selected columns are at least this wide, even if the terminal is too narrow for it.
const MIN_SELECTED: usize = 4;

/// Names are cut off here before the status is left out.
const MIN_NAME: usize = 10;

/// A column of a table.
pub(crate) struct Column {
    /// The header; empty in tables without one.
    title: String,
    /// A cell per row.
    cells: Vec<String>,
    /// Numbers are aligned to the right.
    right: bool,
    /// How much it matters.
    pub(crate) rank: Rank,
    /// The width of its widest text.
    natural: usize,
}

impl Column {
    /// A column with a cell per row.
    pub(crate) fn new(title: String, cells: Vec<String>, right: bool, rank: Rank) -> Self {
        let natural = cells.iter().map(|cell| width(cell)).fold(width(&title), usize::max);
        Self { title, cells, right, rank, natural }
    }

    /// The width of the longest word.
    fn longest_word(&self) -> usize {
        let texts = self.cells.iter().chain([&self.title]);
        texts.flat_map(|text| text.split(' ')).map(width).max().unwrap_or(0)
    }

    /// The width without which the column is left out, if long text may be cut off at `share`.
    fn least_width(&self, share: usize) -> usize {
        let natural = self.natural;
        match self.rank {
            // Of no use if they are cut off.
            Rank::Id | Rank::Status => natural,
            // Even its header is cut off before the status is left out.
            Rank::Name => natural.min(MIN_NAME),
            Rank::Plain | Rank::Minor | Rank::Nested => natural.min(width(&self.title).max(share)),
        }
    }
}

/// Columns with the widths that they get.
pub(crate) struct Grid {
    columns: Vec<(Column, usize)>,
    /// Whether long text continues on the next line, and is not cut off.
    wraps: bool,
    /// How many columns did not fit.
    pub(crate) left_out: usize,
}

impl Grid {
    /// Chooses columns for a width, the first ones first; all of them if there is no width. If the user selected them, none
    /// is left out, and long text is wrapped.
    pub(crate) fn fit(columns: Vec<Column>, width: Option<usize>, selected: bool) -> Self {
        let widths: Vec<Option<usize>> = match width {
            None => columns.iter().map(|column| Some(column.natural)).collect(),
            Some(width) if selected => share(&columns, width).into_iter().map(Some).collect(),
            Some(width) => choose(&columns, width, (width / 4).clamp(MIN_SHARE, MAX_SHARE)),
        };
        let left_out = widths.iter().filter(|width| width.is_none()).count();
        let columns = columns.into_iter().zip(widths).filter_map(|(column, width)| Some((column, width?))).collect();
        Self { columns, wraps: selected, left_out }
    }

    /// Writes the header, if there is one, and the rows.
    pub(crate) fn write(&self, bold: bool, out: &mut dyn io::Write) -> io::Result<()> {
        if self.columns.iter().any(|(column, _)| !column.title.is_empty()) {
            let emphasis = if bold { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
            self.row(|column| &column.title, emphasis, out)?;
        }
        let rows = self.columns.iter().map(|(column, _)| column.cells.len()).max().unwrap_or(0);
        (0..rows).try_for_each(|row| self.row(|column| column.cells.get(row).map_or("", String::as_str), ("", ""), out))
    }

    /// Writes a row, as a line or, if text is wrapped, several.
    fn row<'a>(
        &'a self,
        text: impl Fn(&'a Column) -> &'a str,
        (start, end): (&str, &str),
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let lines = |(column, width): &'a (Column, usize)| match self.wraps {
            true => wrap(text(column), *width).into_iter().map(Cow::Borrowed).collect(),
            false => vec![cut(text(column), *width)],
        };
        let cells: Vec<Vec<Cow<'_, str>>> = self.columns.iter().map(lines).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for index in 0..height {
            let texts = cells.iter().map(|lines| lines.get(index).map_or("", |text| text));
            let aligned = texts.zip(&self.columns).map(|(text, (column, width))| (text, *width, column.right));
            writeln!(out, "{start}{}{end}", line(aligned))?;
        }
        Ok(())
    }
}

/// The widths of columns that all have to be shown: first, the width of their longest words, then that of their text.
fn share(columns: &[Column], terminal: usize) -> Vec<usize> {
    let spare = terminal.saturating_sub(GAP * columns.len().saturating_sub(1));
    let mut widths: Vec<usize> = columns.iter().map(|column| column.natural.min(MIN_SELECTED)).collect();
    let spare = spare.saturating_sub(widths.iter().sum());
    let spare = widen_evenly(&mut widths, columns.iter().map(Column::longest_word), spare);
    widen_evenly(&mut widths, columns.iter().map(|column| column.natural), spare);
    widths
}

/// Widens columns up to what each wants: what one does not need is for the others. Returns what is left.
fn widen_evenly(widths: &mut [usize], wanted: impl Iterator<Item = usize>, mut spare: usize) -> usize {
    let mut needs: Vec<(usize, &mut usize)> =
        widths.iter_mut().zip(wanted).map(|(width, wanted)| (wanted.saturating_sub(*width), width)).collect();
    needs.sort_by_key(|(need, _)| *need);
    let number = needs.len();
    for (index, (need, width)) in needs.into_iter().enumerate() {
        let more = need.min(spare / (number - index));
        *width += more;
        spare -= more;
    }
    spare
}

/// The widths of the columns that fit. What is not needed widens those whose text is cut off.
fn choose(columns: &[Column], terminal: usize, share: usize) -> Vec<Option<usize>> {
    let mut widths = vec![None; columns.len()];
    let mut spare = terminal;
    for (index, column) in columns.iter().enumerate() {
        let gap = if index == 0 { 0 } else { GAP };
        let least = column.least_width(share);
        // The first one has what there is.
        let least = if index == 0 { least.min(terminal) } else { least };
        if let Some(rest) = spare.checked_sub(gap + least) {
            spare = rest;
            if let Some(slot) = widths.get_mut(index) {
                *slot = Some(least);
            }
        }
        let next_rank = columns.get(index + 1).map(|next| next.rank);
        if column.rank <= Rank::Status && next_rank.is_none_or(|next| next > Rank::Status) {
            // The name has its header before other columns get a place.
            spare = widen(&mut widths, columns, spare, |column| column.natural.min(width(&column.title).max(share)));
        }
    }
    widen(&mut widths, columns, spare, |column| column.natural);
    widths
}

/// Gives columns the width that they want, while there is some. Returns what is left.
fn widen(
    widths: &mut [Option<usize>],
    columns: &[Column],
    mut spare: usize,
    wanted: impl Fn(&Column) -> usize,
) -> usize {
    for (width, column) in widths.iter_mut().zip(columns) {
        if let Some(width) = width {
            let more = wanted(column).saturating_sub(*width).min(spare);
            *width += more;
            spare -= more;
        }
    }
    spare
}

/// A line without spaces at its end.
fn line<'a>(cells: impl Iterator<Item = (&'a str, usize, bool)>) -> String {
    let mut line = String::new();
    for (index, (text, column, right)) in cells.enumerate() {
        if index > 0 {
            line.extend(repeat_n(' ', GAP));
        }
        let padding = repeat_n(' ', column.saturating_sub(width(text)));
        if right {
            line.extend(padding);
            line.push_str(text);
        } else {
            line.push_str(text);
            line.extend(padding);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widths(columns: &[(&str, usize, Rank)], width: usize, selected: bool) -> Vec<usize> {
        let columns = columns
            .iter()
            .map(|(title, width, rank)| Column::new((*title).to_owned(), vec!["x".repeat(*width)], false, *rank));
        Grid::fit(columns.collect(), Some(width), selected).columns.into_iter().map(|(_, width)| width).collect()
    }

    #[test]
    fn columns_are_chosen_by_rank_and_width() {
        use Rank::{Id, Name, Plain, Status};
        for (columns, width, selected, expected) in [
            // Nothing is wider than needed.
            (vec![("Id", 5, Id), ("Name", 4, Name)], 80, false, vec![5, 4]),
            (
                vec![("InstanceId", 12, Id), ("InstanceName", 27, Name), ("Status", 13, Status)],
                40,
                false,
                vec![12, 11, 13],
            ),
            (
                vec![("InstanceId", 12, Id), ("InstanceName", 27, Name), ("Status", 13, Status)],
                80,
                false,
                vec![12, 27, 13],
            ),
            // A time is whole or left out.
            (vec![("Id", 12, Id), ("Time", 19, Plain), ("Zone", 6, Plain)], 38, false, vec![12, 19]),
            (vec![("Id", 12, Id), ("Time", 19, Plain), ("Zone", 6, Plain)], 30, false, vec![12, 6]),
            (vec![("A", 50, Plain), ("B", 50, Plain), ("C", 9, Plain)], 40, false, vec![29, 9]),
            // Selected columns share what there is, and none is left out.
            (vec![("A", 50, Plain), ("B", 50, Plain), ("C", 9, Plain)], 40, true, vec![13, 14, 9]),
            (vec![("A", 12, Plain), ("B", 19, Plain)], 40, true, vec![12, 19]),
            (vec![("A", 12, Plain); 6], 20, true, vec![4; 6]),
            (vec![], 40, true, vec![]),
            // The first is never left out.
            (vec![("NodeId", 60, Id), ("B", 5, Plain)], 40, false, vec![40]),
            (vec![], 40, false, vec![]),
        ] {
            assert_eq!(widths(&columns, width, selected), expected, "{columns:?} {width}");
        }
    }
}
