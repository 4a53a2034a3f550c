//! Error codes: the list on an action's page, and the page "error codes".

use std::collections::HashMap;

use super::blocks::{Block, Row, Table};
use super::codes::{is_code, is_number, is_plainly_code};
use super::diagnostics::Diagnostics;
use super::headings::{Section, section};
use super::located::Located;
use super::tables::{Placed, Shape};
use super::vocabulary::says_none;

/// An error code.
pub(super) type Code = Located<String>;

/// Returns the codes in a column of a table, in order.
fn read(table: &Table, column: usize, diagnostics: &mut Diagnostics) -> Vec<Code> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut codes = Vec::new();
    for row in table.rows.iter().filter(|row| !row.is_empty()) {
        for code in of_row(row, column, diagnostics) {
            if let Some(line) = seen.insert(code, row.line) {
                let message = format!("duplicate error code `{code}`, first on line {line}; it counts once");
                diagnostics.mention(row.line, message);
            } else {
                codes.push(Code { value: code.to_owned(), line: row.line });
            }
        }
    }
    codes
}

/// Returns the codes in a row: one, or one on each line of the cell.
fn of_row<'t>(row: &'t Row, column: usize, diagnostics: &mut Diagnostics) -> Vec<&'t str> {
    let cell = row.text(column);
    let codes: Vec<&str> = cell.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    // A row that was joined to this one begins after an empty cell.
    let follows_nothing = |pair: &[String]| matches!(pair, [before, code] if before.is_empty() && is_code(code));
    let is_joined =
        || row.surplus.windows(2).any(follows_nothing) || row.surplus.iter().any(|text| is_plainly_code(text));
    let is_shifted = || !row.surplus.is_empty() && (row.may_be_two() || is_joined());
    if !codes.is_empty() && codes.iter().all(|code| is_code(code)) && !row.is_short() && !is_shifted() {
        return codes;
    }
    if row.written != row.cells.len() {
        diagnostics.miscounted(row);
    } else if is_number(cell) {
        diagnostics.mention(row.line, format!("the error code {cell} is omitted: no code of API 3.0 is a number"));
    } else if !(says_none(cell) || ["-", "/", "—"].contains(&cell)) {
        let help = "write a code such as `InvalidParameter.Period`, or remove the row";
        diagnostics.error(row.line, format!("invalid error code `{cell}`"), help);
    }
    Vec::new()
}

/// Returns the error codes that an action's page lists below a line, or `None` if the page has no list.
pub(super) fn of_action(
    blocks: &[Block],
    tables: &[Placed<'_>],
    above: usize,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Code>> {
    let is_in_section =
        |placed: &Placed<'_>| placed.section == Some(Section::Errors) && matches!(placed.shape, Shape::Codes(_));
    // Descriptions may contain codes, too.
    let from = if tables.iter().any(is_in_section) { above } else { 0 };
    let mut lists = tables.iter().filter_map(|placed| match placed.shape {
        Shape::Codes(column) if placed.table.line > from => Some((placed.table, column)),
        _ => None,
    });
    if let Some((list, column)) = lists.next() {
        if let Some((second, _)) = lists.next() {
            let message = format!("second list of error codes; the first is on line {}", list.line);
            diagnostics.error(second.line, message, "keep only the list of this action's own codes");
        }
        if list.line < above {
            let message = "the error codes come before the parameters";
            diagnostics.error(list.line, message, "put the sections in order");
        }
        return Some(read(list, column, diagnostics));
    }
    let mut below = blocks.iter().filter(|block| block.line() > above);
    let place = below.find(|block| is_error_place(block))?;
    let texts = blocks.iter().filter(|block| block.line() >= place.line());
    let texts = texts.take_while(|block| std::ptr::eq(*block, place) || !matches!(block, Block::Heading { .. }));
    let mut texts = texts.filter_map(|block| match block {
        Block::Text { content, .. } => Some(content.text.as_str()),
        _ => None,
    });
    if texts.any(says_none) {
        return Some(Vec::new());
    }
    let message = "the page lists no error codes here, and does not state that there are none";
    diagnostics.warn(place.line(), message, "write `\"errors\": []` in the spec if there are none");
    None
}

/// Matches a heading about error codes, and a text that links to the common codes. In every language, the link has the
/// anchor 公共错误码.
fn is_error_place(block: &Block) -> bool {
    const ANCHORS: [&str; 2] = [".E9.94.99.E8.AF.AF.E7.A0.81", "%E9%94%99%E8%AF%AF%E7%A0%81"];
    match block {
        Block::Heading { content, .. } => section(&content.text) == Some(Section::Errors),
        Block::Text { content, .. } => {
            content.links.iter().any(|link| ANCHORS.iter().any(|anchor| link.target.contains(anchor)))
        }
        _ => false,
    }
}

/// The codes on the page "error codes": those that all products share, and the product's own.
#[derive(Clone, Debug, Default)]
pub(super) struct CodeLists {
    pub(super) common: Vec<Code>,
    pub(super) own: Vec<Code>,
}

/// Reads the page "error codes". A list with codes about signatures or versions is the common one, since these are
/// checked before a request reaches a product.
pub(super) fn page(tables: &[Placed<'_>], diagnostics: &mut Diagnostics) -> CodeLists {
    let mut lists = CodeLists::default();
    for placed in tables {
        let Shape::Codes(column) = placed.shape else {
            let message = "this table contains no error codes";
            diagnostics.error(placed.table.line, message, "remove it, or transcribe its own page");
            continue;
        };
        let codes = read(placed.table, column, diagnostics);
        let is_common =
            codes.iter().any(|code| code.value.starts_with("AuthFailure.Signature") || code.value == "NoSuchVersion");
        if is_common { lists.common.extend(codes) } else { lists.own.extend(codes) }
    }
    lists
}
