//! What a table is about, determined from the contents of its columns and not from their headings.

use super::blocks::{Block, Table};
use super::codes::{is_code, is_known_code};
use super::types;
use super::vocabulary::required;

/// The kind of the rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Fields: name, type, perhaps whether it is required, description.
    Fields(Columns),
    /// The table has types, but unclear columns.
    Unclear,
    /// Error codes with their descriptions.
    Codes,
    /// Anything else.
    Other,
}

/// The columns of a field's parts. The name is in the first column, and the description is in the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) ty: usize,
    pub(super) required: Option<usize>,
    pub(super) description: usize,
}

pub(super) fn shape(table: &Table) -> Shape {
    let width = table.header.len();
    // (rows that can only be a type there, rows that may be one)
    let types_in = |column: usize| {
        let cells = || table.rows.iter().filter_map(|row| row.cells.get(column));
        let certain = cells().filter(|cell| types::is_certain(cell)).count();
        (certain, cells().filter(|cell| types::read(cell).is_ok()).count())
    };
    let ty = (1..width).max_by_key(|column| (types_in(*column), std::cmp::Reverse(*column)));
    if let Some(ty) = ty.filter(|column| types_in(*column).0 > 0 && 2 * types_in(*column).1 >= table.rows.len()) {
        return fields(table, width, ty);
    }
    let codes = table.rows.iter().filter(|row| is_code(row.text(0))).count();
    let linked = table.rows.iter().any(|row| row.cells.first().is_some_and(|cell| !cell.links.is_empty()));
    let known = table.rows.iter().any(|row| is_known_code(row.text(0)));
    if width >= 2 && known && 2 * codes >= table.rows.len() && !linked {
        return Shape::Codes;
    }
    Shape::Other
}

fn fields(table: &Table, width: usize, ty: usize) -> Shape {
    let required_in = |column: usize| table.rows.iter().filter(|row| required(row.text(column)).is_some()).count();
    let columns = |required| Shape::Fields(Columns { ty, required, description: width - 1 });
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

/// Returns the tables of a page in order, each with its shape.
pub(super) fn tables(blocks: &[Block]) -> Vec<(&Table, Shape)> {
    blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) => Some((table, shape(table))),
            _ => None,
        })
        .collect()
}

/// Returns whether a row describes the field with this name.
pub(super) fn has_row(table: &Table, name: &str) -> bool {
    table.rows.iter().any(|row| row.text(0) == name)
}
