//! The page "data types": the shared structs of a product.

use tencloud_spec::{Structure, Types};

use super::blocks::{Block, Table};
use super::diagnostics::Diagnostics;
use super::fields::{self, FieldRow};
use super::inline::is_identifier;
use super::tables::{Columns, Shape};
use super::types;
use crate::facts::StructureFacts;

/// A struct as its page describes it.
#[derive(Clone, Debug)]
pub(super) struct StructureTable {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) fields: Vec<FieldRow>,
    /// Whether the table has a column "required", which is missing for structs that occur only in responses.
    pub(super) in_requests: bool,
}

impl StructureTable {
    /// Returns the facts about the struct.
    pub(super) fn facts(&self) -> StructureFacts {
        let fields = self.fields.iter().map(|field| field.facts(!self.in_requests)).collect();
        StructureFacts { name: self.name.clone(), fields }
    }
}

/// Returns the tables of fields, each with the heading above it if that is the name of a struct.
pub(super) fn owners<'a>(
    blocks: &'a [Block],
    tables: &[(&'a Table, Shape)],
) -> Vec<(&'a Table, Columns, Option<&'a str>)> {
    let owner = |line: usize| {
        let headings = blocks.iter().take_while(|block| block.line() < line).filter_map(heading);
        headings.last().map(|(name, _)| name).filter(|name| is_structure(name))
    };
    let fields = tables.iter().filter_map(|(table, shape)| match shape {
        Shape::Fields(columns) => Some((*table, *columns, owner(table.line))),
        _ => None,
    });
    fields.collect()
}

fn heading(block: &Block) -> Option<(&str, usize)> {
    match block {
        Block::Heading { content, line, .. } => Some((content.text.as_str(), *line)),
        _ => None,
    }
}

fn is_structure(name: &str) -> bool {
    is_identifier(name) && name.starts_with(|c: char| c.is_ascii_uppercase())
}

pub(super) fn read(blocks: &[Block], tables: &[(&Table, Shape)], diagnostics: &mut Diagnostics) -> Vec<StructureTable> {
    for (table, shape) in tables.iter().filter(|(_, shape)| !matches!(shape, Shape::Fields(_))) {
        let message = match shape {
            Shape::Unclear => "the columns of this table are unclear",
            _ => "this table does not describe a struct",
        };
        let help = "use the columns name, type, required, description, or name, type, description";
        diagnostics.error(table.line, message, help);
    }
    let mut structures: Vec<StructureTable> = Vec::new();
    for (table, columns, owner) in owners(blocks, tables) {
        let Some(name) = owner else {
            diagnostics.error(table.line, "no heading names this struct", "add the heading");
            continue;
        };
        if let Some(first) = structures.iter().find(|first| first.name == name) {
            let message = format!("second table for `{name}`; the first is on line {}", first.line);
            diagnostics.error(table.line, message, "a heading may be missing; add it");
        }
        structures.push(StructureTable {
            name: name.to_owned(),
            line: table.line,
            fields: fields::read(table, columns, diagnostics),
            in_requests: columns.required.is_some(),
        });
    }
    // What precedes the first table is a title.
    let first = structures.first().map_or(0, |structure| structure.line);
    let below = blocks.iter().filter_map(heading).filter(|(_, line)| *line > first);
    for (name, line) in below.filter(|(name, _)| is_structure(name)) {
        if !structures.iter().any(|structure| structure.name == name) {
            diagnostics.error(line, format!("no table describes `{name}`"), "complete the page");
        }
    }
    structures
}

/// Adds the structs on a page to the known structs.
pub(super) fn add(structures: &[StructureTable], known: &mut Types) {
    known.types.extend(structures.iter().map(|structure| (structure.name.clone(), as_spec(structure))));
}

/// Reports each bare type name that is not the name of a struct.
pub(super) fn resolve(structures: &[StructureTable], known: &Types, diagnostics: &mut Diagnostics) {
    for field in structures.iter().flat_map(|structure| &structure.fields) {
        let unknown = field.ty.ty.structure().filter(|name| !known.types.contains_key(*name));
        match unknown {
            Some(name) if field.ty.bare => {
                let message = format!("`{}`: unknown type `{name}`", field.name);
                diagnostics.error(field.line, message, types::help(name));
            }
            Some(name) => {
                let message = format!("`{}`: the struct `{name}` is not on this page", field.name);
                diagnostics.warn(field.line, message, "describe it in types.json");
            }
            None => {}
        }
    }
}

fn as_spec(structure: &StructureTable) -> Structure {
    Structure { doc: String::new(), fields: structure.fields.iter().map(FieldRow::as_spec).collect() }
}
