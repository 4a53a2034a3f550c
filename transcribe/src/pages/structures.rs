//! The page "data types": the shared structs of a product.

use std::ops::Range;

use tencloud_spec::{Structure, Types};

use super::blocks::{Block, Table};
use super::diagnostics::Diagnostics;
use super::fields::{self, FieldRow, line_of};
use super::inline::is_identifier;
use super::tables::{Columns, Placed, Shape};
use super::types;
use crate::change::Change;
use crate::facts::StructureFacts;

/// A struct as its page describes it.
#[derive(Clone, Debug)]
pub(super) struct StructureTable {
    pub(super) name: String,
    pub(super) line: usize,
    /// The lines from its heading to that of the next struct.
    pub(super) lines: Range<usize>,
    pub(super) fields: Vec<FieldRow>,
    /// Whether the table has a column "required", which is missing for structs that occur only in responses.
    pub(super) in_requests: bool,
}

impl StructureTable {
    /// Returns the line that a change of the struct comes from.
    pub(super) fn line_of(&self, change: &Change) -> usize {
        change.field.as_ref().and_then(|field| line_of(&self.fields, field)).unwrap_or(self.line)
    }

    /// Returns the facts about the struct.
    pub(super) fn facts(&self) -> StructureFacts {
        let fields = self.fields.iter().map(|field| field.facts(!self.in_requests)).collect();
        StructureFacts { name: self.name.clone(), fields }
    }
}

/// The page "data types".
#[derive(Clone, Debug, Default)]
pub(super) struct StructurePage {
    pub(super) structures: Vec<StructureTable>,
    /// The structs that are in doubt, of which nothing is written.
    pub(super) doubtful: Vec<StructureTable>,
}

impl StructurePage {
    /// Sets aside each struct that has an error among its lines.
    pub(super) fn set_aside(&mut self, diagnostics: &Diagnostics) {
        let in_doubt = |table: &mut StructureTable| diagnostics.has_error_in(&table.lines);
        self.doubtful.extend(self.structures.extract_if(.., in_doubt));
    }

    /// Returns the names of all structs that the page describes, including those in doubt.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.structures.iter().chain(&self.doubtful).map(|table| table.name.as_str())
    }

    /// Adds the structs on the page to the known structs. A struct that is in doubt replaces none.
    pub(super) fn add_to(&self, known: &mut Types) {
        known.types.extend(self.structures.iter().map(|table| (table.name.clone(), as_spec(table))));
        for table in &self.doubtful {
            known.types.entry(table.name.clone()).or_insert_with(|| as_spec(table));
        }
    }
}

/// A heading, with its line.
type Heading<'a> = (&'a str, usize);

/// Returns the tables of fields, each with the heading above it if that is the name of a struct.
pub(super) fn owners<'a>(blocks: &'a [Block], tables: &[Placed<'a>]) -> Vec<(&'a Table, Columns, Option<Heading<'a>>)> {
    let headings = headings(blocks);
    let owner = |line: usize| {
        let above = headings.iter().take_while(|(_, heading)| *heading < line);
        above.last().copied().filter(|(name, _)| is_structure(name))
    };
    let fields = tables.iter().filter_map(|placed| match placed.shape {
        Shape::Fields(columns) => Some((placed.table, columns, owner(placed.table.line))),
        _ => None,
    });
    fields.collect()
}

/// Returns the headings, each with its line, without those inside descriptions, which are below the level of most
/// structs.
fn headings(blocks: &[Block]) -> Vec<Heading<'_>> {
    let all = || {
        blocks.iter().filter_map(|block| match block {
            Block::Heading { content, line, level } => Some((content.text.as_str(), *line, *level)),
            _ => None,
        })
    };
    let at = |wanted: u8| all().filter(|(name, _, level)| *level == wanted && is_structure(name)).count();
    let usual = (1..=6).max_by_key(|level| at(*level)).unwrap_or_default();
    all().filter(|(_, _, level)| *level <= usual).map(|(name, line, _)| (name, line)).collect()
}

fn is_structure(name: &str) -> bool {
    is_identifier(name) && name.starts_with(|c: char| c.is_ascii_uppercase())
}

pub(super) fn read(blocks: &[Block], tables: &[Placed<'_>], diagnostics: &mut Diagnostics) -> StructurePage {
    let headings = headings(blocks);
    let named: Vec<(&str, usize)> = headings.into_iter().filter(|(name, _)| is_structure(name)).collect();
    let below = |line: usize| {
        let next = named.get(named.partition_point(|(_, heading)| *heading <= line));
        next.map_or(usize::MAX, |(_, heading)| *heading)
    };
    let mut structures: Vec<StructureTable> = Vec::new();
    for (table, columns, owner) in owners(blocks, tables) {
        let Some((name, heading_line)) = owner else {
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
            lines: heading_line..below(heading_line),
            fields: fields::read(table, columns, diagnostics),
            in_requests: columns.required.is_some(),
        });
    }
    for Placed { table, shape, .. } in tables.iter().filter(|placed| !matches!(placed.shape, Shape::Fields(_))) {
        let message = match shape {
            Shape::Unclear => "the columns of this table are unclear",
            _ => "this table does not describe a struct",
        };
        if structures.iter().any(|structure| structure.lines.contains(&table.line)) {
            diagnostics.mention(table.line, format!("table ignored: {message}"));
        } else {
            let help = "use the columns name, type, required, description, or name, type, description";
            diagnostics.error(table.line, message, help);
        }
    }
    // What precedes the first table is a title.
    let first = structures.first().map_or(0, |structure| structure.line);
    for (name, line) in named.iter().filter(|(_, line)| *line > first) {
        if !structures.iter().any(|structure| structure.name == *name) {
            diagnostics.error(*line, format!("no table describes `{name}`"), "complete the page");
        }
    }
    StructurePage { structures, doubtful: Vec::new() }
}

/// Reports each bare type name that is not the name of a struct, and sets the struct that contains it aside.
pub(super) fn resolve(page: &mut StructurePage, known: &Types, diagnostics: &mut Diagnostics) {
    for field in page.structures.iter().flat_map(|structure| &structure.fields) {
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
    page.set_aside(diagnostics);
}

fn as_spec(structure: &StructureTable) -> Structure {
    Structure { doc: String::new(), fields: structure.fields.iter().map(FieldRow::as_spec).collect() }
}
