//! One page, as its parts and as facts.

use tencloud_spec::{Diagnostic, Types};

use super::action::{self, ActionPage};
use super::blocks::{self, Block, Parsed};
use super::diagnostics::Diagnostics;
use super::errors::{self, CodeLists};
use super::identity::Identity;
use super::lines::Lines;
use super::parts::{Given, Source};
use super::structures::{self, StructurePage};
use super::tables::{self, Placed, Shape};
use super::{damage, old_api, samples};

/// The contents of a page, as far as the spec can express them.
pub(super) enum Facts {
    Action(Box<ActionPage>),
    Structures(StructurePage),
    Codes(CodeLists),
}

/// What was read from a page.
pub(super) struct Outcome {
    /// The facts, without what an error is about: an action as a whole, a struct, an error code. `None` if nothing is
    /// left.
    pub(super) facts: Option<Facts>,
    pub(super) warnings: Vec<Diagnostic>,
    pub(super) errors: Vec<Diagnostic>,
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

    /// Reads the contents of the page. `types` returns the known structs of a product: sometimes only these distinguish
    /// the name of a struct from an unknown type.
    pub(super) fn read(&self, given: Given<'_>, types: &dyn Fn(&Identity) -> Types) -> Outcome {
        let mut diagnostics = Diagnostics::new(self.file);
        let facts = self.facts(given, types, &mut diagnostics);
        if facts.is_none() && !diagnostics.has_errors() {
            let message = "the page describes neither an action nor data types nor error codes";
            diagnostics.error(1, message, "pass the Markdown of such a page, with its tables");
        }
        let (warnings, errors) = diagnostics.finish();
        // An action without the part that an error is about would be a different action.
        let facts = facts.filter(|facts| errors.is_empty() || !matches!(facts, Facts::Action(_)));
        Outcome { facts, warnings, errors }
    }

    fn facts(
        &self,
        given: Given<'_>,
        types: &dyn Fn(&Identity) -> Types,
        diagnostics: &mut Diagnostics,
    ) -> Option<Facts> {
        let blocks = &self.parsed.blocks;
        let tables = &tables::tables(blocks);
        let kind = kind(blocks, tables);
        if let (Some((line, host)), None | Some(Kind::Action)) = (old_api::host(&self.lines), &kind) {
            let message = format!("the page describes API 2.0: its host is `{host}`");
            let help = "use the action's page of API 3.0, whose host ends in tencentcloudapi.com";
            diagnostics.error(line, message, help);
            return None;
        }
        let is_aside = |line: usize| is_aside(blocks, tables, kind.as_ref(), line);
        damage::check(&self.lines, &self.parsed, &is_aside, diagnostics);
        match kind? {
            Kind::Structures => {
                let mut page = structures::read(blocks, tables, diagnostics);
                page.set_aside(diagnostics);
                Some(Facts::Structures(page))
            }
            Kind::Codes => Some(Facts::Codes(errors::page(tables, diagnostics))),
            // The rest of a damaged page would only lead to more errors.
            Kind::Action if diagnostics.has_errors() => None,
            Kind::Action => {
                let source = Source { lines: &self.lines, blocks, tables, given };
                Some(Facts::Action(Box::new(action::read(&source, types, diagnostics)?)))
            }
        }
    }
}

#[derive(PartialEq, Eq)]
enum Kind {
    Action,
    Structures,
    Codes,
}

fn kind(blocks: &[Block], tables: &[Placed<'_>]) -> Option<Kind> {
    let owners = structures::owners(blocks, tables);
    let has_action = tables.iter().any(|placed| placed.row("Action").is_some() && placed.row("Version").is_some());
    // The headings of an action's page may be single words, too, but the page has two tables of fields, and rows or
    // calls that no struct has.
    let may_be_action = owners.len() <= 2 && (has_action || samples::has_call(blocks));
    if !owners.is_empty() && !may_be_action && owners.iter().all(|(_, _, owner)| owner.is_some()) {
        return Some(Kind::Structures);
    }
    let has_fields = |placed: &Placed<'_>| matches!(placed.shape, Shape::Fields(_) | Shape::Unclear);
    if has_action || tables.iter().any(has_fields) {
        return Some(Kind::Action);
    }
    let has_codes = tables.iter().any(|placed| matches!(placed.shape, Shape::Codes(_)));
    has_codes.then_some(Kind::Codes)
}

/// Returns whether a line is above the table of parameters, or between the heading and the table of a struct.
fn is_aside(blocks: &[Block], tables: &[Placed<'_>], kind: Option<&Kind>, line: usize) -> bool {
    let fields = tables.iter().filter(|placed| matches!(placed.shape, Shape::Fields(_)));
    let mut below = fields.filter(|placed| placed.table.line > line);
    match kind {
        Some(Kind::Action) => below.any(|placed| placed.row("Action").is_some()),
        Some(Kind::Structures) => below.next().is_some_and(|placed| {
            let mut between = blocks.iter().filter(|block| (line..placed.table.line).contains(&block.line()));
            !between.any(|block| matches!(block, Block::Heading { .. }))
        }),
        _ => false,
    }
}
