//! What a table is about, determined from the heading above it and those of its columns, or else from the contents of
//! its columns.

use std::collections::BTreeSet;

use super::blocks::{Block, Row, Table};
use super::codes::{is_code, is_known_code, is_number, is_plainly_code};
use super::headings::{self, Column, Section};
use super::inline::Inline;
use super::types;
use super::vocabulary::required;

/// A table on a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'a> {
    pub(super) table: &'a Table,
    pub(super) shape: Shape,
    /// What the headings above it announce, the nearest first.
    pub(super) section: Option<Section>,
}

/// The kind of the rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Fields: name, type, perhaps whether it is required, description.
    Fields(Columns),
    /// The table has types, but unclear columns.
    Unclear,
    /// Error codes, in this column.
    Codes(usize),
    /// Anything else.
    Other,
}

/// The columns of a field's parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) name: usize,
    pub(super) ty: usize,
    pub(super) required: Option<usize>,
    pub(super) description: usize,
}

impl Placed<'_> {
    /// Returns the row that describes the field with this name.
    pub(super) fn row(&self, name: &str) -> Option<&Row> {
        let column = match self.shape {
            Shape::Fields(columns) => columns.name,
            _ => 0,
        };
        self.table.rows.iter().find(|row| row.text(column) == name)
    }
}

/// Returns the tables of a page, in order.
pub(super) fn tables(blocks: &[Block]) -> Vec<Placed<'_>> {
    let headings = blocks.iter().filter_map(|block| match block {
        Block::Heading { content, .. } => Some(content.text.as_str()),
        _ => None,
    });
    let headings: BTreeSet<&str> = headings.collect();
    let mut above: Vec<(u8, Option<Section>)> = Vec::new();
    let mut tables = Vec::new();
    for block in blocks {
        match block {
            Block::Heading { content, level, .. } => {
                above.retain(|(outer, _)| outer < level);
                above.push((*level, headings::section(&content.text)));
            }
            Block::Table(table) => {
                let section = above.iter().rev().find_map(|(_, section)| *section);
                tables.push(Placed { table, shape: shape(table, section, &headings), section });
            }
            _ => {}
        }
    }
    tables
}

fn shape(table: &Table, section: Option<Section>, headings: &BTreeSet<&str>) -> Shape {
    let announced: Vec<Option<Column>> = table.header.iter().map(|cell| headings::column(&cell.text)).collect();
    let place = |column: Column| announced.iter().position(|other| *other == Some(column));
    let is_main = matches!(section, Some(Section::Input | Section::Output));
    let may_be_type = |ty: usize| 2 * table.rows.iter().filter(|row| is_type(row, ty)).count() >= table.rows.len();
    if let (Some(name), Some(ty)) = (place(Column::Name), place(Column::Type).filter(|ty| is_main || may_be_type(*ty)))
    {
        let description = place(Column::Description).unwrap_or(announced.len().saturating_sub(1));
        return Shape::Fields(Columns { name, ty, required: place(Column::Required), description });
    }
    let is_announced = section == Some(Section::Errors) || place(Column::Codes).is_some();
    if let Some(column) = codes(table).filter(|_| is_announced) {
        return Shape::Codes(column);
    }
    if let Some(column) = place(Column::Codes) {
        return Shape::Codes(column);
    }
    by_content(table, headings)
}

fn is_type(row: &Row, column: usize) -> bool {
    row.cells.get(column).is_some_and(|cell| types::read(cell).is_ok())
}

/// Returns the column of error codes in a table that is known to have one: the one with the most unmistakable codes, or
/// else the first if it contains any codes or numbers.
fn codes(table: &Table) -> Option<usize> {
    let count = |column: usize, is: fn(&str) -> bool| table.rows.iter().filter(|row| is(row.text(column))).count();
    let best =
        (0..table.header.len()).max_by_key(|column| (count(*column, is_plainly_code), std::cmp::Reverse(*column)));
    let best = best.filter(|column| count(*column, is_plainly_code) > 0);
    best.or_else(|| (count(0, |text| is_code(text) || is_number(text)) > 0).then_some(0))
}

/// Returns the shape of a table whose headings are in an unknown language.
fn by_content(table: &Table, headings: &BTreeSet<&str>) -> Shape {
    let width = table.header.len();
    let is_certain = |cell: &Inline| {
        types::read(cell)
            .is_ok_and(|named| !named.bare || named.ty.structure().is_some_and(|name| headings.contains(name)))
    };
    // (rows that can only be a type there, rows that may be one)
    let types_in = |column: usize| {
        let certain = table.rows.iter().filter_map(|row| row.cells.get(column)).filter(|cell| is_certain(cell)).count();
        (certain, table.rows.iter().filter(|row| is_type(row, column)).count())
    };
    let ty = (1..width).max_by_key(|column| (types_in(*column), std::cmp::Reverse(*column)));
    if let Some(ty) = ty.filter(|column| types_in(*column).0 > 0 && 2 * types_in(*column).1 >= table.rows.len()) {
        return fields(table, width, ty);
    }
    let codes = table.rows.iter().filter(|row| is_code(row.text(0))).count();
    let linked = table.rows.iter().any(|row| row.cells.first().is_some_and(|cell| !cell.links.is_empty()));
    let known = table.rows.iter().any(|row| is_known_code(row.text(0)));
    if width >= 2 && known && 2 * codes >= table.rows.len() && !linked {
        return Shape::Codes(0);
    }
    Shape::Other
}

fn fields(table: &Table, width: usize, ty: usize) -> Shape {
    let required_in = |column: usize| table.rows.iter().filter(|row| required(row.text(column)).is_some()).count();
    let columns = |required| Shape::Fields(Columns { name: 0, ty, required, description: width - 1 });
    match (width, ty) {
        // A description may be a single word, but most descriptions are not.
        (3, 1) if 2 * required_in(2) < table.rows.len() => columns(None),
        // Name and description are the outer columns, so this one must be "required", even if one of its words is
        // unknown.
        (4, 1) if required_in(2) > 0 => columns(Some(2)),
        (4, 2) if required_in(1) > 0 => columns(Some(1)),
        _ => Shape::Unclear,
    }
}
