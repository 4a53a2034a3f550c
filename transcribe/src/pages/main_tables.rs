//! The two tables that identify an action's page.

use tencloud_spec::nearest;

use super::blocks::Table;
use super::diagnostics::Diagnostics;
use super::headings::Section;
use super::parts::Source;
use super::tables::{Columns, Placed, Shape};
use super::vocabulary::required_words;

/// The field that every response has.
const REQUEST_ID: &str = "RequestId";

/// The two tables that identify an action's page.
pub(super) struct Main<'a> {
    pub(super) input: (&'a Table, Columns),
    pub(super) output: (&'a Table, Columns),
}

/// Finds the two main tables, and reports tables that could be taken for one of them.
pub(super) fn find<'a>(source: &Source<'a>, diagnostics: &mut Diagnostics) -> Option<Main<'a>> {
    let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
    for placed in source.tables {
        if let Shape::Fields(columns) = placed.shape {
            let list = match placed.section {
                Some(Section::Input) => &mut inputs,
                Some(Section::Output) => &mut outputs,
                _ if columns.required.is_some() => &mut inputs,
                _ => &mut outputs,
            };
            list.push(Candidate { placed: *placed, columns });
        }
    }
    let input = choose(&inputs, Section::Input, |candidate| candidate.placed.row("Action").is_some());
    let output = choose(&outputs, Section::Output, Candidate::has_request_id);
    report_others(&inputs, input, "parameters", diagnostics);
    report_others(&outputs, output, "results", diagnostics);
    others(source, output, diagnostics);
    let end = source.lines.last_number();
    let input = input.filter(|input| input.columns.required.is_some());
    if input.is_none() {
        let help = "complete the page; a column must state whether each parameter is required";
        diagnostics.error(end, "the page has no table of parameters", help);
    }
    match output {
        None => diagnostics.error(end, "the page has no table of results", "complete the page"),
        Some(output) => check_request_id(source, output, diagnostics),
    }
    let (input, output) = (input?, output?);
    if output.line() < input.line() {
        let message = "the table of results comes before the table of parameters";
        diagnostics.error(output.line(), message, "put the sections in order");
    }
    Some(Main { input: (input.placed.table, input.columns), output: (output.placed.table, output.columns) })
}

/// A table that may be one of the main tables.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    placed: Placed<'a>,
    columns: Columns,
}

impl Candidate<'_> {
    fn line(&self) -> usize {
        self.placed.table.line
    }

    fn has_request_id(&self) -> bool {
        self.placed.table.rows.iter().any(|row| is_request_id(row.text(self.columns.name)))
    }
}

/// Returns the main table of a kind: the first with the row that only main tables have, or else the first in its
/// section, or else the first of all. Descriptions and samples may also contain tables of fields.
fn choose<'c, 'a>(
    candidates: &'c [Candidate<'a>],
    section: Section,
    is_main: impl Fn(&Candidate<'a>) -> bool,
) -> Option<&'c Candidate<'a>> {
    let in_section = |candidate: &&Candidate<'a>| candidate.placed.section == Some(section);
    let first = |is: &dyn Fn(&&Candidate<'a>) -> bool| candidates.iter().find(is);
    first(&|candidate| in_section(candidate) && is_main(candidate))
        .or_else(|| first(&|candidate| is_main(candidate)))
        .or_else(|| first(&in_section))
        .or_else(|| candidates.first())
}

/// Reports the candidates that were not chosen. One in the same section could describe further fields.
fn report_others(
    candidates: &[Candidate<'_>],
    main: Option<&Candidate<'_>>,
    what: &str,
    diagnostics: &mut Diagnostics,
) {
    let Some(main) = main else { return };
    for other in candidates.iter().filter(|other| other.line() != main.line()) {
        let is_apart = main.placed.section.is_some()
            && (other.placed.section != main.placed.section || other.line() < main.line());
        if is_apart {
            let message = format!("table ignored: the {what} are in the table on line {}", main.line());
            diagnostics.mention(other.line(), message);
        } else {
            let (first, second) = (main.line().min(other.line()), main.line().max(other.line()));
            let message = format!("second table of {what}; the first is on line {first}");
            diagnostics.error(second, message, "keep one; describe structs on the page \"data types\"");
        }
    }
}

/// Reports tables that contain neither fields nor error codes.
fn others(source: &Source<'_>, output: Option<&Candidate<'_>>, diagnostics: &mut Diagnostics) {
    // On a page with known headings, everything for the spec is in known places.
    let is_apart = |placed: &Placed<'_>| {
        let knows_headings = output.is_some_and(|output| output.placed.section.is_some());
        knows_headings && placed.section != Some(Section::Errors)
    };
    for placed in source.tables {
        let Placed { table, shape, .. } = placed;
        match shape {
            Shape::Fields(_) | Shape::Codes(_) => {}
            Shape::Unclear if !is_apart(placed) || placed.section.is_some() => {
                let help = format!(
                    "use the columns name, required, type, description, or name, type, description; `required` is one of: {}",
                    required_words()
                );
                diagnostics.error(table.line, "this table contains types, but its columns are unclear", help);
            }
            Shape::Other if !is_apart(placed) && output.is_some_and(|output| output.line() < table.line) => {
                let help = "remove it, or fix its columns";
                diagnostics.error(table.line, "this table contains neither fields nor error codes", help);
            }
            Shape::Unclear | Shape::Other => {
                let message = "table ignored: it contains neither fields nor error codes";
                diagnostics.warn(table.line, message, "check whether it contains something for the spec");
            }
        }
    }
}

/// A results table without the field that every response has may have been truncated, or may misspell it.
fn check_request_id(source: &Source<'_>, output: &Candidate<'_>, diagnostics: &mut Diagnostics) {
    if output.has_request_id() {
        return;
    }
    let table = output.placed.table;
    let mut names = table.rows.iter().map(|row| row.text(output.columns.name));
    let is_last = source.blocks.last().is_some_and(|block| block.line() == table.line);
    let message = "the table of results has no row `RequestId`, which every response has";
    if is_last || names.any(resembles_request_id) {
        diagnostics.error(table.line, message, "complete the table");
    } else {
        diagnostics.mention(table.line, message);
    }
}

fn resembles_request_id(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    nearest(name, [REQUEST_ID]).is_some() || (lower.starts_with("req") && lower.ends_with("id"))
}

/// Returns whether a name is that of the field that every response has, which not all pages spell in the same way.
pub(super) fn is_request_id(name: &str) -> bool {
    name.eq_ignore_ascii_case(REQUEST_ID)
}
