//! Rows of a table as fields: parameters, results, members of structs.

use std::collections::HashMap;

use tencloud_spec::{Field, Type};

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
    let written = row.text(0);
    let name = written.strip_suffix(".N").or_else(|| written.strip_suffix(".n"));
    let is_list = name.is_some();
    let name = name.unwrap_or(written);
    if !is_identifier(name) || name.starts_with('_') {
        let message =
            if written.is_empty() { "the name is missing".to_owned() } else { format!("invalid name `{written}`") };
        diagnostics.error(row.line, message, "write only the name: letters, digits, `_`, and `.N` for a list");
        return None;
    }
    let required = match columns.required {
        Some(column) => Some(flag(row, name, column, diagnostics)?),
        None => None,
    };
    let cell = row.cells.get(columns.ty)?;
    let mut ty = match types::read(cell) {
        Ok(ty) => ty,
        Err(message) => {
            diagnostics.error(row.line, format!("`{name}`: {message}"), types::help(&cell.text));
            return None;
        }
    };
    if is_list && !matches!(ty.ty, Type::List(_)) {
        ty.ty = Type::List(Box::new(ty.ty));
    }
    let note = null_note(row.text(columns.description));
    if note == NullNote::Doubtful {
        let message = format!("`{name}`: the description mentions null, but it is unclear whether it can be null");
        diagnostics.warn(row.line, message, "add `nullable` to the spec if it can be null");
    }
    Some(FieldRow { name: name.to_owned(), ty, required, nullable: note == NullNote::Nullable, line: row.line })
}

fn flag(row: &Row, name: &str, column: usize, diagnostics: &mut Diagnostics) -> Option<bool> {
    let word = row.text(column);
    let flag = required(word);
    if flag.is_none() {
        let message = format!("`{name}`: unclear whether it is required: `{word}`");
        diagnostics.error(row.line, message, format!("write one of: {}", required_words()));
    }
    flag
}
