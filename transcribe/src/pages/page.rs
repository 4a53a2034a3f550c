//! One page, as its parts and as facts.

use tencloud_spec::{Diagnostic, Types};

use super::action::{self, ActionPage};
use super::blocks::{self, Block, Parsed, Table};
use super::diagnostics::Diagnostics;
use super::errors::{self, CodeLists};
use super::identity::Identity;
use super::lines::Lines;
use super::parts::{Given, Source};
use super::structures::{self, StructureTable};
use super::tables::{self, Shape, has_row};
use super::{damage, old_api, samples};

/// The contents of a page, as far as the spec can express them.
pub(super) enum Facts {
    Action(Box<ActionPage>),
    Structures(Vec<StructureTable>),
    Codes(CodeLists),
}

/// A page as its parts, before facts are read from them.
pub(super) struct Page<'a> {
    pub(super) file: &'a str,
    lines: Lines,
    parsed: Parsed,
}

impl<'a> Page<'a> {
    pub(super) fn new(file: &'a str, text: &str) -> Page<'a> {
        let lines = Lines::new(text);
        let parsed = blocks::parse(&lines);
        Page { file, lines, parsed }
    }

    /// Returns whether this is the page "data types".
    pub(super) fn describes_structures(&self) -> bool {
        kind(&self.parsed.blocks, &tables::tables(&self.parsed.blocks)) == Some(Kind::Structures)
    }

    /// Returns the contents of the page, with warnings, or the reasons why it cannot be read. `types` returns the known
    /// structs of a product: sometimes only these distinguish the name of a struct from an unknown type.
    pub(super) fn read(
        &self,
        given: Given<'_>,
        types: &dyn Fn(&Identity) -> Types,
    ) -> Result<(Facts, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut diagnostics = Diagnostics::new(self.file);
        let tables = tables::tables(&self.parsed.blocks);
        let kind = kind(&self.parsed.blocks, &tables);
        if let (Some((line, host)), None | Some(Kind::Action)) = (old_api::host(&self.lines), &kind) {
            let message = format!("the page describes API 2.0: its host is `{host}`");
            diagnostics.error(
                line,
                message,
                "use the action's page of API 3.0, whose host ends in tencentcloudapi.com",
            );
            return Err(diagnostics.finish().err().unwrap_or_default());
        }
        damage::check(&self.lines, &self.parsed, &mut diagnostics);
        // The rest of a damaged page would only lead to more errors.
        let facts = match kind {
            Some(kind) if !diagnostics.has_errors() => self.facts(kind, &tables, given, types, &mut diagnostics),
            _ => None,
        };
        if facts.is_none() && !diagnostics.has_errors() {
            let message = "the page describes neither an action nor data types nor error codes";
            diagnostics.error(1, message, "pass the Markdown of such a page, with its tables");
        }
        let warnings = diagnostics.finish()?;
        facts.map(|facts| (facts, warnings)).ok_or_else(Vec::new)
    }

    fn facts(
        &self,
        kind: Kind,
        tables: &[(&Table, Shape)],
        given: Given<'_>,
        types: &dyn Fn(&Identity) -> Types,
        diagnostics: &mut Diagnostics,
    ) -> Option<Facts> {
        let blocks = &self.parsed.blocks;
        Some(match kind {
            Kind::Structures => Facts::Structures(structures::read(blocks, tables, diagnostics)),
            Kind::Codes => Facts::Codes(errors::page(tables, diagnostics)),
            Kind::Action => {
                let source = Source { lines: &self.lines, blocks, tables, given };
                Facts::Action(Box::new(action::read(&source, types, diagnostics)?))
            }
        })
    }
}

#[derive(PartialEq, Eq)]
enum Kind {
    Action,
    Structures,
    Codes,
}

fn kind(blocks: &[Block], tables: &[(&Table, Shape)]) -> Option<Kind> {
    let owners = structures::owners(blocks, tables);
    let is_action = |table: &Table| has_row(table, "Action") && has_row(table, "Version");
    let has_action = tables.iter().any(|(table, _)| is_action(table));
    // The headings of an action's page may be single words, too, but only such a page shows calls.
    let shows_calls = samples::has_call(blocks);
    if !owners.is_empty() && !has_action && !shows_calls && owners.iter().all(|(_, _, owner)| owner.is_some()) {
        return Some(Kind::Structures);
    }
    let has_fields = |(_, shape): &(&Table, Shape)| matches!(shape, Shape::Fields(_) | Shape::Unclear);
    if has_action || tables.iter().any(has_fields) {
        return Some(Kind::Action);
    }
    let has_codes = tables.iter().any(|(_, shape)| *shape == Shape::Codes);
    has_codes.then_some(Kind::Codes)
}
