//! The page "data types": the shared structures of a product.

use tencloud_spec::{Structure, Types};

use super::blocks::{Block, Table};
use super::fields::{self, FieldFact};
use super::finding::Findings;
use super::inline::is_identifier;
use super::tables::{Columns, Shape};
use super::types;

/// A structure as its page describes it.
#[derive(Clone, Debug)]
pub(super) struct StructureFact {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) fields: Vec<FieldFact>,
    /// Whether the table says which fields are required in a request. Structures of replies only have no such column.
    pub(super) in_requests: bool,
}

/// The tables of fields below a heading that is the name of a structure, or nothing where a table has no such heading.
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

pub(super) fn read(blocks: &[Block], tables: &[(&Table, Shape)], findings: &mut Findings) -> Vec<StructureFact> {
    for (table, shape) in tables.iter().filter(|(_, shape)| !matches!(shape, Shape::Fields(_))) {
        let what = match shape {
            Shape::Unclear => "the columns of this table are not clear",
            _ => "this table does not describe a structure",
        };
        let mend = "give it the columns name, type, required, description, or name, type, description";
        findings.refuse(table.line, what, mend);
    }
    let mut structures: Vec<StructureFact> = Vec::new();
    for (table, columns, owner) in owners(blocks, tables) {
        let Some(name) = owner else {
            findings.refuse(table.line, "no heading tells which structure this is", "add the heading");
            continue;
        };
        if let Some(first) = structures.iter().find(|first| first.name == name) {
            let what = format!("a second table for `{name}`, beside the one below line {}", first.line);
            findings.refuse(table.line, what, "a heading may be missing; add it");
        }
        structures.push(StructureFact {
            name: name.to_owned(),
            line: table.line,
            fields: fields::read(table, columns, findings),
            in_requests: columns.required.is_some(),
        });
    }
    // What stands above the first table is a title.
    let first = structures.first().map_or(0, |structure| structure.line);
    let below = blocks.iter().filter_map(heading).filter(|(_, line)| *line > first);
    for (name, line) in below.filter(|(name, _)| is_structure(name)) {
        if !structures.iter().any(|structure| structure.name == name) {
            findings.refuse(line, format!("no table describes `{name}`"), "complete the page");
        }
    }
    structures
}

/// Adds what a page describes to the structures that are known.
pub(super) fn add(structures: &[StructureFact], known: &mut Types) {
    known.types.extend(structures.iter().map(|structure| (structure.name.clone(), as_spec(structure))));
}

/// Refuses each bare name of a type that no structure has.
pub(super) fn resolve(structures: &[StructureFact], known: &Types, findings: &mut Findings) {
    for field in structures.iter().flat_map(|structure| &structure.fields) {
        let unknown = field.ty.ty.structure().filter(|name| !known.types.contains_key(*name));
        match unknown {
            Some(name) if field.ty.bare => {
                let what = format!("unknown type `{name}`, of `{}`", field.name);
                findings.refuse(field.line, what, types::mend(name));
            }
            Some(name) => {
                let what = format!("the structure `{name}`, of `{}`, is not on this page", field.name);
                findings.note(field.line, what, "describe it in types.json");
            }
            None => {}
        }
    }
}

fn as_spec(structure: &StructureFact) -> Structure {
    Structure { doc: String::new(), fields: structure.fields.iter().map(FieldFact::as_spec).collect() }
}
