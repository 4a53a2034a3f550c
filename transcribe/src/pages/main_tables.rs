//! The two tables that identify an action's page.

use super::blocks::Table;
use super::diagnostics::Diagnostics;
use super::parts::Source;
use super::tables::{Columns, Shape, has_row};
use super::vocabulary::required_words;

/// The two tables that identify an action's page.
pub(super) struct Main<'a> {
    pub(super) input: (&'a Table, Columns),
    pub(super) output: (&'a Table, Columns),
}

/// Finds the two main tables, and reports tables that could be taken for one of them.
pub(super) fn find<'a>(source: &Source<'a>, diagnostics: &mut Diagnostics) -> Option<Main<'a>> {
    let (mut input, mut output) = (None, None);
    for (table, shape) in source.tables {
        let (slot, what) = match shape {
            Shape::Fields(columns) if columns.required.is_some() => ((&mut input, *columns), "parameters"),
            Shape::Fields(columns) => ((&mut output, *columns), "results"),
            Shape::Unclear => {
                let help = format!(
                    "use the columns name, required, type, description, or name, type, description; `required` is one of: {}",
                    required_words()
                );
                diagnostics.error(table.line, "this table contains types, but its columns are unclear", help);
                continue;
            }
            Shape::Codes => continue,
            Shape::Other if output.is_some() => {
                let help = "remove it, or fix its columns";
                diagnostics.error(table.line, "this table contains neither fields nor error codes", help);
                continue;
            }
            Shape::Other => {
                let message = "table ignored: it contains neither fields nor error codes";
                diagnostics.warn(table.line, message, "check whether it contains something for the spec");
                continue;
            }
        };
        let (slot, columns) = slot;
        match slot {
            None => *slot = Some((*table, columns)),
            Some((first, _)) => {
                let message = format!("second table of {what}; the first is on line {}", first.line);
                diagnostics.error(table.line, message, "keep one; describe structs on the page \"data types\"");
            }
        }
    }
    let end = source.lines.last_number();
    if input.is_none() {
        let help = "complete the page; a column must state whether each parameter is required";
        diagnostics.error(end, "the page has no table of parameters", help);
    }
    match output {
        None => diagnostics.error(end, "the page has no table of results", "complete the page"),
        Some((table, _)) if !has_row(table, "RequestId") => {
            let message = "the table of results has no row `RequestId`, which every response has";
            diagnostics.error(table.line, message, "complete the table");
        }
        Some(_) => {}
    }
    let main = Main { input: input?, output: output? };
    if main.output.0.line < main.input.0.line {
        let message = "the table of results comes before the table of parameters";
        diagnostics.error(main.output.0.line, message, "put the sections in order");
    }
    Some(main)
}
