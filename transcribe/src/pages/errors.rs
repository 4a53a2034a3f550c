//! Error codes: the list on an action's page, and the page "error codes".

use std::collections::HashMap;

use super::blocks::{Block, Table};
use super::codes::is_code;
use super::diagnostics::Diagnostics;
use super::located::Located;
use super::tables::Shape;
use super::vocabulary::{is_error_heading, says_none};

/// An error code.
pub(super) type Code = Located<String>;

/// Returns the codes in a table, in order.
pub(super) fn read(table: &Table, diagnostics: &mut Diagnostics) -> Vec<Code> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut codes = Vec::new();
    for row in &table.rows {
        let code = row.text(0);
        if !is_code(code) {
            let help = "write a code such as `InvalidParameter.Period`, or remove the row";
            diagnostics.error(row.line, format!("invalid error code `{code}`"), help);
        } else if let Some(line) = seen.insert(code, row.line) {
            let message = format!("duplicate error code `{code}`, first on line {line}; it counts once");
            diagnostics.mention(row.line, message);
        } else {
            codes.push(Code { value: code.to_owned(), line: row.line });
        }
    }
    codes
}

/// Returns the error codes that an action's page lists below a line, or `None` if the page has no place for them.
pub(super) fn of_action(
    blocks: &[Block],
    tables: &[(&Table, Shape)],
    above: usize,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Code>> {
    let mut lists = tables.iter().filter(|(_, shape)| *shape == Shape::Codes);
    if let Some((list, _)) = lists.next() {
        if let Some((second, _)) = lists.next() {
            let message = format!("second list of error codes; the first is on line {}", list.line);
            diagnostics.error(second.line, message, "keep only the list of this action's own codes");
        }
        if list.line < above {
            let message = "the error codes come before the parameters";
            diagnostics.error(list.line, message, "put the sections in order");
        }
        return Some(read(list, diagnostics));
    }
    let mut below = blocks.iter().filter(|block| block.line() > above);
    let place = below.find(|block| is_error_place(block))?;
    let texts = blocks.iter().filter(|block| block.line() >= place.line());
    let none = texts.take_while(|block| std::ptr::eq(*block, place) || !matches!(block, Block::Heading { .. }));
    let mut none = none.filter_map(|block| match block {
        Block::Text { content, .. } => Some(content.text.as_str()),
        _ => None,
    });
    if none.any(says_none) {
        return Some(Vec::new());
    }
    let help =
        "complete the page; if there are no codes, use a phrase that transcribe/src/pages/vocabulary.rs contains";
    diagnostics.error(place.line(), "no table of error codes follows", help);
    None
}

/// Matches a heading about error codes, and a text that links to the common codes. In every language, the link has the
/// anchor 公共错误码.
fn is_error_place(block: &Block) -> bool {
    const ANCHORS: [&str; 2] = [".E9.94.99.E8.AF.AF.E7.A0.81", "%E9%94%99%E8%AF%AF%E7%A0%81"];
    match block {
        Block::Heading { content, .. } => is_error_heading(&content.text),
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
pub(super) fn page(tables: &[(&Table, Shape)], diagnostics: &mut Diagnostics) -> CodeLists {
    let mut lists = CodeLists::default();
    let mut seen: [Option<usize>; 2] = [None, None];
    for (table, shape) in tables {
        if *shape != Shape::Codes {
            let message = "this table contains no error codes";
            diagnostics.error(table.line, message, "remove it, or transcribe its own page");
            continue;
        }
        let codes = read(table, diagnostics);
        let is_common =
            codes.iter().any(|code| code.value.starts_with("AuthFailure.Signature") || code.value == "NoSuchVersion");
        let (list, seen) = match (is_common, &mut seen) {
            (true, [seen, _]) => (&mut lists.common, seen),
            (false, [_, seen]) => (&mut lists.own, seen),
        };
        if let Some(line) = seen.replace(table.line) {
            let whose = if is_common { "the common error codes" } else { "the product's error codes" };
            let message = format!("second list of {whose}; the first is on line {line}");
            diagnostics.error(table.line, message, "keep one list of each kind");
        }
        *list = codes;
    }
    lists
}
