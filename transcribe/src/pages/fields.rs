//! Rows of a table as fields: parameters, results, members of structs.

use std::collections::HashMap;

use tencloud_spec::{Field, Type, guess_presigned, guess_secret};

use super::blocks::{Row, Table};
use super::diagnostics::Diagnostics;
use super::inline::is_identifier;
use super::tables::Columns;
use super::types::{self, Named};
use super::vocabulary::{NullNote, null_note, required, required_words};
use crate::facts::{FieldFacts, OutputRequired};

/// A row that describes a field.
#[derive(Clone, Debug)]
pub(super) struct FieldRow {
    pub(super) name: String,
    pub(super) ty: Named,
    /// `None` if the table has no such column.
    pub(super) required: Option<bool>,
    pub(super) nullable: bool,
    pub(super) line: usize,
}

impl FieldRow {
    /// Returns the facts about the field. Tables of results list what is always present, unless it may be null.
    pub(super) fn facts(&self, in_responses: bool) -> FieldFacts {
        FieldFacts {
            name: self.name.clone(),
            ty: self.ty.ty.clone(),
            required: self.required,
            output_required: OutputRequired::Assumed(in_responses && !self.nullable),
            // Not every page that could mention null does so.
            nullable: self.nullable.then_some(true),
            deprecated: None,
            presigned: guess_presigned(&self.name),
            secret: guess_secret(&self.name),
            counts_from: None,
            format: None,
            zone: None,
            values: Vec::new(),
        }
    }

    /// Returns the field as the spec would contain it, without docs.
    pub(super) fn as_spec(&self) -> Field {
        Field {
            name: self.name.clone(),
            ty: self.ty.ty.clone(),
            required: self.required == Some(true),
            nullable: self.nullable,
            ..Field::default()
        }
    }
}

/// Returns the line of the row that describes a field.
pub(super) fn line_of<'r>(rows: impl IntoIterator<Item = &'r FieldRow>, field: &str) -> Option<usize> {
    rows.into_iter().find(|row| row.name == field).map(|row| row.line)
}

/// Reads all rows. A row that cannot be read is an error, so the fields are complete if there is no error.
pub(super) fn read(table: &Table, columns: Columns, diagnostics: &mut Diagnostics) -> Vec<FieldRow> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut fields = Vec::new();
    for row in &table.rows {
        let Some(field) = field(row, columns, diagnostics) else {
            continue;
        };
        if let Some(line) = seen.insert(field.name.clone(), field.line) {
            let message = format!("`{}` is described twice, first on line {line}", field.name);
            diagnostics.error(field.line, message, "check what the second row should describe");
        }
        fields.push(field);
    }
    fields
}

fn field(row: &Row, columns: Columns, diagnostics: &mut Diagnostics) -> Option<FieldRow> {
    if row.is_empty() {
        return None;
    }
    match parts(row, columns) {
        Ok(field) if !row.is_short() && !is_shifted(row, columns) => {
            let description = format!("{} {}", row.text(columns.description), row.surplus.join(" "));
            let note = null_note(&description);
            if note == NullNote::Doubtful {
                let message = format!(
                    "`{}`: the description mentions null, but it is unclear whether it can be null",
                    field.name
                );
                diagnostics.warn(row.line, message, "add `nullable` to the spec if it can be null");
            }
            Some(FieldRow { nullable: note == NullNote::Nullable, ..field })
        }
        Err((message, help)) if row.written == row.cells.len() => {
            diagnostics.error(row.line, message, help);
            None
        }
        _ => {
            diagnostics.miscounted(row);
            None
        }
    }
}

/// Returns the name, the type and whether the field is required, or what is wrong with them and how to fix it.
fn parts(row: &Row, columns: Columns) -> Result<FieldRow, (String, String)> {
    let written = row.text(columns.name);
    let name = written.strip_suffix(".N").or_else(|| written.strip_suffix(".n"));
    let is_list = name.is_some();
    let name = name.unwrap_or(written);
    if !is_identifier(name) || name.starts_with('_') {
        let message =
            if written.is_empty() { "the name is missing".to_owned() } else { format!("invalid name `{written}`") };
        return Err((message, "write only the name: letters, digits, `_`, and `.N` for a list".to_owned()));
    }
    let flag = |column| {
        let word = row.text(column);
        required(word).ok_or_else(|| {
            let message = format!("`{name}`: unclear whether it is required: `{word}`");
            (message, format!("write one of: {}", required_words()))
        })
    };
    let required = columns.required.map(flag).transpose()?;
    let cell = row.cells.get(columns.ty).cloned().unwrap_or_default();
    let read = types::read(&cell).map_err(|message| (format!("`{name}`: {message}"), types::help(&cell.text)));
    let mut ty = read?;
    if is_list && !matches!(ty.ty, Type::List(_)) {
        ty.ty = Type::List(Box::new(ty.ty));
    }
    Ok(FieldRow { name: name.to_owned(), ty, required, nullable: false, line: row.line })
}

/// Returns whether superfluous cells may be those of another column or row. Otherwise, they are part of a description
/// that contains an unescaped pipe.
fn is_shifted(row: &Row, columns: Columns) -> bool {
    let Some(one_more) = row.surplus.first() else { return false };
    let description = row.text(columns.description);
    let is_part = |text: &str| required(text).is_some() || types::is_plain(text);
    let is_another_column = row.surplus.len() == 1 && is_part(description) && !one_more.is_empty();
    let tail: Vec<&str> = std::iter::once(description).chain(row.surplus.iter().map(String::as_str)).collect();
    let begins = |at: usize| {
        let behind_nothing = tail.get(at - 1).is_some_and(|cell| cell.is_empty());
        begins_row(tail.get(at..).unwrap_or_default(), columns, behind_nothing)
    };
    is_another_column || row.may_be_two() || (1..tail.len()).any(begins)
}

/// Returns whether cells are those of a row, with a name and a type in their places. After an empty cell, at which a
/// row may have ended, the type may be the bare name of a struct.
fn begins_row(cells: &[&str], columns: Columns, behind_nothing: bool) -> bool {
    let cell = |column: usize| cells.get(column).map(|cell| cell.trim_matches(['*', '`'])).unwrap_or_default();
    let starts_upper = |text: &str| text.starts_with(|c: char| c.is_ascii_uppercase());
    let (name, ty) = (cell(columns.name).trim_end_matches(".N"), cell(columns.ty));
    let is_name = is_identifier(name) && starts_upper(name) && !types::is_plain(name);
    let is_structure = ty.contains("](") || (behind_nothing && is_identifier(ty) && starts_upper(ty));
    is_name
        && (types::is_plain(ty) || is_structure)
        && columns.required.is_none_or(|column| required(cell(column)).is_some())
}
