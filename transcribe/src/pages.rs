//! From pages of the documentation to files of the spec, by the structure of a page and not by its wording.
//!
//! A page passes through `lines` (its text as the parser gets it) → `blocks` (headings, texts, tables, code, each with its
//! line; `damage` refuses what Markdown would pass over) → `tables` (what each table is about) → `action`, `structures` or
//! `errors` (facts) → `merge` (the spec's files) or `compare` (`--check`). What cannot be read without a doubt is refused
//! with file and line, and then nothing of the page is written.

mod action;
mod blocks;
mod checked;
mod claims;
mod compare;
mod damage;
mod errors;
mod explorer;
mod fields;
mod finding;
mod fit;
mod identity;
mod inline;
mod json;
mod lines;
mod merge;
mod object;
mod old_api;
mod query;
mod rate;
mod rows;
mod run;
mod sample;
mod samples;
mod structures;
mod tables;
mod types;
mod vocabulary;
mod write;

use tencloud_spec::Types;

use action::{ActionFacts, Given};
use blocks::{Parsed, Table};
use errors::CodeLists;
use finding::Findings;
use identity::Identity;
use lines::Lines;
use structures::StructureFact;
use tables::{Shape, has_row};

pub use checked::{Checked, check};
pub use compare::Difference;
pub use finding::Finding;
pub use run::Request;
pub use write::{Transcript, transcribe};

/// What a page says, as far as a spec can hold it.
enum Facts {
    Action(Box<ActionFacts>),
    Structures(Vec<StructureFact>),
    Codes(CodeLists),
}

/// A page as its parts, before anything is read from them.
struct Page<'a> {
    file: &'a str,
    lines: Lines,
    parsed: Parsed,
}

impl<'a> Page<'a> {
    fn new(file: &'a str, text: &str) -> Page<'a> {
        let lines = Lines::new(text);
        let parsed = blocks::parse(&lines);
        Page { file, lines, parsed }
    }

    /// Whether it is the page "data types".
    fn describes_structures(&self) -> bool {
        kind(&self.parsed.blocks, &tables::tables(&self.parsed.blocks)) == Some(Kind::Structures)
    }

    /// What the page says, with notes, or why it cannot be read. `types` gives the structures that are known of a
    /// product: sometimes only they tell a structure's name from an unknown type.
    fn read(
        &self,
        given: Given<'_>,
        types: &dyn Fn(&Identity) -> Types,
    ) -> Result<(Facts, Vec<Finding>), Vec<Finding>> {
        let mut findings = Findings::new(self.file);
        let tables = tables::tables(&self.parsed.blocks);
        let kind = kind(&self.parsed.blocks, &tables);
        if let (Some((line, host)), None | Some(Kind::Action)) = (old_api::host(&self.lines), &kind) {
            let what = format!("the page is of API 2.0, by its host `{host}`");
            findings.refuse(line, what, "find the action's page of API 3.0, whose host ends in tencentcloudapi.com");
            return Err(findings.finish().err().unwrap_or_default());
        }
        damage::check(&self.lines, &self.parsed, &mut findings);
        // What could be read of a damaged page would only give rise to complaints about what is lost.
        let facts = match kind {
            Some(kind) if !findings.has_refusals() => self.facts(kind, &tables, given, types, &mut findings),
            _ => None,
        };
        if facts.is_none() && !findings.has_refusals() {
            let what = "the page describes neither an action nor data types nor error codes";
            findings.refuse(1, what, "give the Markdown of such a page, with its tables");
        }
        let notes = findings.finish()?;
        facts.map(|facts| (facts, notes)).ok_or_else(Vec::new)
    }

    fn facts(
        &self,
        kind: Kind,
        tables: &[(&Table, Shape)],
        given: Given<'_>,
        types: &dyn Fn(&Identity) -> Types,
        findings: &mut Findings,
    ) -> Option<Facts> {
        let blocks = &self.parsed.blocks;
        Some(match kind {
            Kind::Structures => Facts::Structures(structures::read(blocks, tables, findings)),
            Kind::Codes => Facts::Codes(errors::page(tables, findings)),
            Kind::Action => {
                let source = action::Source { lines: &self.lines, blocks, tables, given };
                Facts::Action(Box::new(action::read(&source, types, findings)?))
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

fn kind(blocks: &[blocks::Block], tables: &[(&Table, Shape)]) -> Option<Kind> {
    let owners = structures::owners(blocks, tables);
    let is_action = |table: &Table| has_row(table, "Action") && has_row(table, "Version");
    let has_action = tables.iter().any(|(table, _)| is_action(table));
    // The headings of an action's page may be single words too, but only such a page shows calls.
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
