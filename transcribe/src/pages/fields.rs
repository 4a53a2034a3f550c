//! Rows of a table as fields: parameters, results, members of structures.

use std::collections::HashMap;

use tencloud_spec::{Field, Type};

use super::blocks::{Row, Table};
use super::finding::Findings;
use super::inline::is_identifier;
use super::tables::Columns;
use super::types::{self, Named};
use super::vocabulary::{NullNote, null_note, required, required_words};

/// What a row says of a field.
#[derive(Clone, Debug)]
pub(super) struct FieldFact {
    pub(super) name: String,
    pub(super) ty: Named,
    /// `None` where the table has no such column.
    pub(super) required: Option<bool>,
    pub(super) nullable: bool,
    pub(super) line: usize,
}

impl FieldFact {
    /// The field as the spec would have it, without any words.
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

/// Reads all rows. Those that cannot be read are refused, so that the fields are whole where nothing was.
pub(super) fn read(table: &Table, columns: Columns, findings: &mut Findings) -> Vec<FieldFact> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut fields = Vec::new();
    for row in &table.rows {
        let Some(field) = field(row, columns, findings) else {
            continue;
        };
        if let Some(line) = seen.insert(field.name.clone(), field.line) {
            let what = format!("`{}` is described a second time, first in line {line}", field.name);
            findings.refuse(field.line, what, "find out what the second row is meant to describe");
        }
        fields.push(field);
    }
    fields
}

fn field(row: &Row, columns: Columns, findings: &mut Findings) -> Option<FieldFact> {
    let written = row.text(0);
    let name = written.strip_suffix(".N").or_else(|| written.strip_suffix(".n"));
    let is_list = name.is_some();
    let name = name.unwrap_or(written);
    if !is_identifier(name) || name.starts_with('_') {
        let what =
            if written.is_empty() { "the name is missing".to_owned() } else { format!("`{written}` is no name") };
        findings.refuse(row.line, what, "write the name alone: letters, digits, `_`, and `.N` for a list");
        return None;
    }
    let required = match columns.required {
        Some(column) => Some(flag(row, name, column, findings)?),
        None => None,
    };
    let cell = row.cells.get(columns.ty)?;
    let mut ty = match types::read(cell) {
        Ok(ty) => ty,
        Err(what) => {
            findings.refuse(row.line, format!("{what}, of `{name}`"), types::mend(&cell.text));
            return None;
        }
    };
    if is_list && !matches!(ty.ty, Type::List(_)) {
        ty.ty = Type::List(Box::new(ty.ty));
    }
    let note = null_note(row.text(columns.description));
    if note == NullNote::Doubtful {
        let what = format!("the description of `{name}` mentions null, but not clearly as what it can be");
        findings.note(row.line, what, "add `nullable` to the spec if it can be null");
    }
    Some(FieldFact { name: name.to_owned(), ty, required, nullable: note == NullNote::Nullable, line: row.line })
}

fn flag(row: &Row, name: &str, column: usize, findings: &mut Findings) -> Option<bool> {
    let word = row.text(column);
    let flag = required(word);
    if flag.is_none() {
        let what = format!("`{word}` does not tell whether `{name}` is required");
        findings.refuse(row.line, what, format!("write one of: {}", required_words()));
    }
    flag
}
