//! Error codes: the list of an action's page, and the page "error codes".

use std::collections::HashMap;

use super::blocks::{Block, Table};
use super::finding::Findings;
use super::tables::Shape;
use super::vocabulary::{is_error_heading, says_none};

/// An error code and the line it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Code {
    pub(super) code: String,
    pub(super) line: usize,
}

/// Whether a text is an error code: `InternalError`, `InvalidParameter.Period`.
pub(super) fn is_code(text: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let mut letters = text.chars();
    letters.next().is_some_and(|c| c.is_ascii_uppercase())
        && letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && text.split('.').all(is_part)
}

/// The first parts of error codes that all products share. A list without any of them is taken for something else.
const FAMILIES: [&str; 25] = [
    "ActionOffline",
    "AuthFailure",
    "DryRunOperation",
    "FailedOperation",
    "InternalError",
    "InvalidAction",
    "InvalidParameter",
    "InvalidParameterValue",
    "InvalidRequest",
    "LimitExceeded",
    "MissingParameter",
    "NoSuchProduct",
    "NoSuchVersion",
    "OperationDenied",
    "RequestLimitExceeded",
    "ResourceInUse",
    "ResourceInsufficient",
    "ResourceNotFound",
    "ResourceUnavailable",
    "ResourcesSoldOut",
    "UnauthorizedOperation",
    "UnknownParameter",
    "UnsupportedOperation",
    "UnsupportedProtocol",
    "UnsupportedRegion",
];

/// Whether a text is an error code of a family that all products share.
pub(super) fn is_known_code(text: &str) -> bool {
    let family = text.split('.').next().unwrap_or_default();
    is_code(text) && FAMILIES.contains(&family)
}

/// The codes of a table, in its order.
pub(super) fn read(table: &Table, findings: &mut Findings) -> Vec<Code> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut codes = Vec::new();
    for row in &table.rows {
        let code = row.text(0);
        if !is_code(code) {
            let mend = "write a code such as `InvalidParameter.Period`, or take the row out";
            findings.refuse(row.line, format!("`{code}` is no error code"), mend);
        } else if let Some(line) = seen.insert(code, row.line) {
            let what = format!("the error code `{code}` stands in line {line} already");
            findings.note(row.line, what, "nothing; it counts once");
        } else {
            codes.push(Code { code: code.to_owned(), line: row.line });
        }
    }
    codes
}

/// The error codes that an action's page lists below a line. `None` where the page has no place for them.
pub(super) fn of_action(
    blocks: &[Block],
    tables: &[(&Table, Shape)],
    above: usize,
    findings: &mut Findings,
) -> Option<Vec<Code>> {
    let mut lists = tables.iter().filter(|(_, shape)| *shape == Shape::Codes);
    if let Some((list, _)) = lists.next() {
        if let Some((second, _)) = lists.next() {
            let what = format!("a second list of error codes, beside the one in line {}", list.line);
            findings.refuse(second.line, what, "leave the list of this action's own codes");
        }
        if list.line < above {
            let what = "the error codes stand before the parameters";
            findings.refuse(list.line, what, "put the sections into their order");
        }
        return Some(read(list, findings));
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
    let mend =
        "complete the page; where there are no codes, say so in words that transcribe/src/pages/vocabulary.rs knows";
    findings.refuse(place.line(), "here the error codes should follow, but there is no table", mend);
    None
}

/// A heading about error codes, or a text that links to the common ones: both have the anchor 公共错误码 in every language.
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

/// The codes of the page "error codes": those that all products share, and the product's own.
#[derive(Clone, Debug, Default)]
pub(super) struct CodeLists {
    pub(super) common: Vec<Code>,
    pub(super) own: Vec<Code>,
}

/// Reads the page "error codes". A list that tells of signatures or of versions is the common one: they are checked before
/// a request reaches any product.
pub(super) fn page(tables: &[(&Table, Shape)], findings: &mut Findings) -> CodeLists {
    let mut lists = CodeLists::default();
    let mut seen: [Option<usize>; 2] = [None, None];
    for (table, shape) in tables {
        if *shape != Shape::Codes {
            let what = "this table holds no error codes";
            findings.refuse(table.line, what, "take it out, or transcribe the page of its own");
            continue;
        }
        let codes = read(table, findings);
        let is_common =
            codes.iter().any(|code| code.code.starts_with("AuthFailure.Signature") || code.code == "NoSuchVersion");
        let (list, seen) = match (is_common, &mut seen) {
            (true, [seen, _]) => (&mut lists.common, seen),
            (false, [_, seen]) => (&mut lists.own, seen),
        };
        if let Some(line) = seen.replace(table.line) {
            let whose = if is_common { "the common error codes" } else { "the product's error codes" };
            let what = format!("a second list of {whose}, beside the one in line {line}");
            findings.refuse(table.line, what, "leave one list of each kind");
        }
        *list = codes;
    }
    lists
}

#[cfg(test)]
mod tests {
    use super::is_code;

    #[test]
    fn codes() {
        for code in ["InternalError", "InvalidParameter.Period", "CdbError", "InvalidParameterValue.Ipv6_Range"] {
            assert!(is_code(code), "{code}");
        }
        for text in ["", "-502", "internalError", "Invalid Parameter", "InvalidParameter.", "A", "错误码"] {
            assert!(!is_code(text), "{text}");
        }
    }
}
