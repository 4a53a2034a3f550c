//! Tables for people: a list has a row per item, an object a row per field. They fit the terminal.

use std::io;

use crate::terminal::Screen;
use serde_json::{Map, Value};

use super::cell;
use super::escape;
use super::fields;
use super::grid::{Column, Grid};
use super::rank::{Candidate, Rank, ranks};
use super::shape::{Field, Shape};
use super::width::{width, wrap};

/// The field that every response has. It is only shown beside scalars, as a receipt.
const REQUEST_ID: &str = "RequestId";

/// How a value is shown.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    /// What is known of the value.
    pub(crate) shape: Option<&'a Shape>,
    /// Whether the user selected the fields, so that their order and empty ones are kept.
    pub(crate) selected: bool,
    /// What it is written to.
    pub(crate) screen: Screen,
}

/// Writes a value as a table.
pub(crate) fn write(value: &Value, view: View<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut notes = Notes::default();
    match value {
        Value::Array(items) => view.list(view.shape.and_then(|shape| shape.list.as_deref()), items, &mut notes, out)?,
        Value::Object(object) => {
            notes.total = view.shape.and_then(|shape| {
                let items = shape.items(value)?.len();
                shape.total_in(value).filter(|total| *total > items as u64).map(|total| (items, total))
            });
            // The shape of a list's items also fits one of them.
            let own = view.shape.filter(|shape| shape.items(value).is_none());
            view.object(object, own, &mut notes, out)?;
        }
        Value::Null => {}
        scalar => writeln!(out, "{}", cell::full_text(scalar, None))?,
    }
    view.notes(&notes, out)
}

/// What is not in the table.
#[derive(Default)]
struct Notes {
    /// Columns that did not fit.
    left_out: usize,
    /// The number of items shown, and of all.
    total: Option<(usize, u64)>,
}

/// The fields of an object, taken apart.
#[derive(Default)]
struct Parts<'a> {
    pairs: Vec<(String, String)>,
    lists: Vec<(String, &'a [Value])>,
}

impl View<'_> {
    /// Writes an object: its scalars, then a table per list.
    fn object(
        self,
        object: &Map<String, Value>,
        own: Option<&Shape>,
        notes: &mut Notes,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let mut parts = Parts::default();
        self.take_apart("", object, own, &mut parts);
        if let ([(_, items)], false) = (parts.lists.as_slice(), self.selected) {
            let number = items.len().to_string();
            parts.pairs.retain(|(path, value)| *value != number || !is_count(path));
        }
        if let (true, Some(id)) = (parts.lists.is_empty() && !self.selected, object.get(REQUEST_ID)) {
            parts.pairs.push((REQUEST_ID.to_owned(), cell::text(id, None)));
        }
        self.pairs(&parts.pairs, out)?;
        let is_alone = parts.pairs.is_empty() && parts.lists.len() == 1;
        for (index, (path, items)) in parts.lists.iter().enumerate() {
            if !is_alone {
                if index > 0 || !parts.pairs.is_empty() {
                    writeln!(out)?;
                }
                writeln!(out, "{}:", escape::for_reading(path))?;
            }
            self.list(Some(path), items, notes, out)?;
        }
        Ok(())
    }

    fn take_apart<'v>(self, prefix: &str, object: &'v Map<String, Value>, own: Option<&Shape>, parts: &mut Parts<'v>) {
        for name in fields::names(std::iter::once(object), own) {
            let Some(value) = object.get(name) else { continue };
            let path = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") };
            let is_main = self.shape.is_some_and(|shape| shape.list.as_ref() == Some(&path));
            let is_total = self.shape.is_some_and(|shape| shape.total.as_ref() == Some(&path));
            match value {
                Value::Null if is_main => parts.lists.push((path, &[])),
                Value::Array(items) if is_main || cell::is_table(value) => parts.lists.push((path, items)),
                _ if !self.selected && (is_total || path == REQUEST_ID || cell::is_empty(value)) => {}
                Value::Object(fields) if !fields.is_empty() => self.take_apart(&path, fields, None, parts),
                other => {
                    let field = own.and_then(|shape| shape.field(name));
                    parts.pairs.push((escape::for_reading(&path), cell::full_text(other, field)));
                }
            }
        }
    }

    /// Writes names and values. Values are wrapped and never cut off, as there is no other place to read them.
    fn pairs(self, pairs: &[(String, String)], out: &mut dyn io::Write) -> io::Result<()> {
        const GAP: usize = 2;
        let longest = pairs.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
        let Some(terminal) = self.screen.width else {
            return pairs.iter().try_for_each(|(name, value)| {
                let padding = if value.is_empty() { 0 } else { longest + GAP - width(name) };
                writeln!(out, "{name}{:padding$}{value}", "")
            });
        };
        let column = longest.min(terminal / 2);
        for (name, value) in pairs {
            let mut lines = wrap(value, terminal.saturating_sub(column + GAP).max(1)).into_iter();
            if width(name) > column {
                writeln!(out, "{name}")?;
            } else {
                let padding = column + GAP - width(name);
                let line = format!("{name}{:padding$}{}", "", lines.next().unwrap_or_default());
                writeln!(out, "{}", line.trim_end())?;
            }
            for line in lines {
                writeln!(out, "{:indent$}{line}", "", indent = column + GAP)?;
            }
        }
        Ok(())
    }

    /// Writes a list: objects and lists as rows, scalars as lines.
    fn list(self, path: Option<&str>, items: &[Value], notes: &mut Notes, out: &mut dyn io::Write) -> io::Result<()> {
        let columns = if items.is_empty() {
            return if self.screen.is_terminal() { writeln!(out, "no items") } else { Ok(()) };
        } else if items.iter().all(Value::is_object) {
            self.columns_of_objects(path.unwrap_or_default(), items)
        } else if items.iter().all(Value::is_array) {
            columns_of_lists(items)
        } else {
            return items.iter().try_for_each(|item| writeln!(out, "{}", cell::full_text(item, None)));
        };
        if columns.is_empty() {
            // Nothing but empty fields.
            return writeln!(out, "{}", cell::count(items.len(), "item"));
        }
        // Only a query makes lists of lists.
        let is_selected = self.selected || items.iter().all(Value::is_array);
        let grid = Grid::fit(columns, self.screen.width, is_selected);
        notes.left_out += grid.left_out;
        grid.write(self.screen.color, out)
    }

    fn columns_of_objects(self, path: &str, items: &[Value]) -> Vec<Column> {
        let objects: Vec<&Map<String, Value>> = items.iter().filter_map(Value::as_object).collect();
        // What the shape contains are the fields of the main list.
        let is_main = |shape: &&Shape| shape.list.as_deref().unwrap_or_default() == path;
        let shape = self.shape.filter(is_main);
        let names = fields::names(objects.iter().copied(), shape);
        let all = names.into_iter().map(|name| Candidate {
            name,
            values: objects.iter().map(|object| object.get(name).unwrap_or(&Value::Null)).collect(),
        });
        let keep =
            |candidate: &Candidate<'_>| self.selected || !candidate.values.iter().all(|value| cell::is_empty(value));
        let candidates: Vec<Candidate<'_>> = all.filter(keep).collect();
        let ranks = if self.selected {
            vec![Rank::Plain; candidates.len()]
        } else {
            ranks(path.rsplit('.').next().unwrap_or_default(), &candidates)
        };
        let field = |name: &str| shape.and_then(|shape| shape.field(name));
        let mut columns: Vec<Column> = candidates
            .iter()
            .zip(ranks)
            .map(|(candidate, rank)| column(candidate, rank, field(candidate.name)))
            .collect();
        // Stable, so that the documented order is kept within a rank.
        columns.sort_by_key(|column| column.rank);
        columns
    }

    /// Writes what is left out, for people only: a pipe gets all columns.
    fn notes(self, notes: &Notes, out: &mut dyn io::Write) -> io::Result<()> {
        let Some(columns) = self.screen.width else { return Ok(()) };
        let mut sentences = Vec::new();
        if let Some((shown, total)) = notes.total {
            sentences.push(format!("{shown} of {total} items; --all lists the rest"));
        }
        match notes.left_out {
            0 => {}
            1 => sentences.push("1 more column: -o json or --query".to_owned()),
            number => sentences.push(format!("{number} more columns: -o json or --query")),
        }
        let (start, end) = if self.screen.color { ("\u{1b}[2m", "\u{1b}[0m") } else { ("", "") };
        let joined = sentences.join("; ");
        let lines = if width(&joined) <= columns { vec![joined] } else { sentences };
        lines.iter().filter(|line| !line.is_empty()).try_for_each(|line| writeln!(out, "{start}{line}{end}"))
    }
}

/// Whether a field counts the items of the list beside it.
fn is_count(path: &str) -> bool {
    matches!(path.rsplit('.').next(), Some("TotalCount" | "TotalNum" | "TotalNumber" | "Total" | "Count"))
}

fn column(candidate: &Candidate<'_>, rank: Rank, field: Option<&Field>) -> Column {
    let has_names = field.is_some_and(|field| !field.values.is_empty());
    let are_numbers = candidate.values.iter().all(|value| value.is_number() || value.is_null());
    let cells = candidate.values.iter().map(|value| cell::text(value, field)).collect();
    let right = are_numbers && !has_names && rank != Rank::Id;
    Column::new(escape::for_reading(candidate.name), cells, right, rank)
}

/// The result of a query such as `[].[InstanceId, Status]` has no names.
fn columns_of_lists(items: &[Value]) -> Vec<Column> {
    let rows: Vec<&Vec<Value>> = items.iter().filter_map(Value::as_array).collect();
    let number = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let values = |index: usize| rows.iter().map(move |row| row.get(index).unwrap_or(&Value::Null)).collect();
    let candidates = (0..number).map(|index| Candidate { name: "", values: values(index) });
    candidates.map(|candidate| column(&candidate, Rank::Plain, None)).collect()
}
