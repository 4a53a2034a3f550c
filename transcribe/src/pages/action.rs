//! The page of an action.

use tencloud_spec::{Sample, Types};

use super::blocks::{Block, Table};
use super::errors::{self, Code};
use super::fields::{self, FieldFact};
use super::finding::Findings;
use super::fit;
use super::identity::{self, Identity};
use super::lines::Lines;
use super::rate::{Rate, rates};
use super::samples::{self, Shown};
use super::tables::{Columns, Shape, has_row};
use super::vocabulary::{required_words, seems_to_tell_rate};

/// Something that a page says, and the line in which it does.
#[derive(Clone, Debug)]
pub(super) struct Said<T> {
    pub(super) value: T,
    pub(super) line: usize,
}

/// Everything that the page of an action says and a spec can hold.
#[derive(Clone, Debug)]
pub(super) struct ActionFacts {
    pub(super) identity: Identity,
    pub(super) rate: Option<Said<u32>>,
    /// The line that tells of finance regions.
    pub(super) finance: Option<usize>,
    pub(super) regional: Option<Said<bool>>,
    pub(super) parameters: Vec<FieldFact>,
    pub(super) results: Vec<FieldFact>,
    /// The line of the table of results.
    pub(super) results_line: usize,
    pub(super) errors: Option<Vec<Code>>,
    /// `None` stands for a sample that cannot be read, or that contradicts the page's own tables.
    pub(super) samples: Vec<Option<Said<Sample>>>,
}

/// The two tables that make a page the page of an action.
pub(super) struct Main<'a> {
    pub(super) input: (&'a Table, Columns),
    pub(super) output: (&'a Table, Columns),
}

/// The product and the version that the command line names.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Given<'a> {
    pub(super) product: Option<&'a str>,
    pub(super) version: Option<&'a str>,
}

/// The page that is read.
pub(super) struct Source<'a> {
    pub(super) lines: &'a Lines,
    pub(super) blocks: &'a [Block],
    pub(super) tables: &'a [(&'a Table, Shape)],
    /// What the command line names, for pages that do not tell it.
    pub(super) given: Given<'a>,
}

pub(super) fn read(
    source: &Source<'_>,
    types: &dyn Fn(&Identity) -> Types,
    findings: &mut Findings,
) -> Option<ActionFacts> {
    let main = main_tables(source, findings)?;
    let above = main.input.0.line;
    let samples = samples::read(source.blocks, above, findings);
    let identity = identity::read(source, &main, &samples, findings);
    let (parameters, regional) = parameters(&main, findings);
    let results = results(&main, findings);
    let head: Vec<(usize, &str)> =
        source.blocks.iter().take_while(|block| block.line() < above).filter_map(text_of).collect();
    let rate = rate(&head, findings);
    let finance = head.iter().find(|(_, text)| mentions_finance(text)).map(|(line, _)| *line);
    let errors = errors::of_action(source.blocks, source.tables, above, findings);
    let identity = identity?;
    let fields = fit::Fields { parameters: &parameters, results: &results, types: &types(&identity) };
    fields.resolve(samples.shown.iter().flatten(), findings);
    let own = |shown: Option<Shown>| fields.sample(shown?, findings);
    let samples = samples.shown.into_iter().map(own).collect();
    Some(ActionFacts {
        identity,
        rate,
        finance,
        regional,
        parameters,
        results,
        results_line: main.output.0.line,
        errors,
        samples,
    })
}

/// Finds the two main tables, and refuses what could be taken for another one.
fn main_tables<'a>(source: &Source<'a>, findings: &mut Findings) -> Option<Main<'a>> {
    let (mut input, mut output) = (None, None);
    for (table, shape) in source.tables {
        let (slot, what) = match shape {
            Shape::Fields(columns) if columns.required.is_some() => ((&mut input, *columns), "parameters"),
            Shape::Fields(columns) => ((&mut output, *columns), "results"),
            Shape::Unclear => {
                let mend = format!(
                    "give it the columns name, required, type, description, or name, type, description; `required` is one of: {}",
                    required_words()
                );
                findings.refuse(table.line, "this table names types, but its columns are not clear", mend);
                continue;
            }
            Shape::Codes => continue,
            Shape::Other if output.is_some() => {
                let mend = "take it out, or mend its columns";
                findings.refuse(table.line, "this table holds neither fields nor error codes", mend);
                continue;
            }
            Shape::Other => {
                let what = "this table holds neither fields nor error codes, and was passed over";
                findings.note(table.line, what, "look whether it says something that belongs into the spec");
                continue;
            }
        };
        let (slot, columns) = slot;
        match slot {
            None => *slot = Some((*table, columns)),
            Some((first, _)) => {
                let what = format!("a second table of {what}, beside the one in line {}", first.line);
                findings.refuse(table.line, what, "leave one; describe structures on the page \"data types\"");
            }
        }
    }
    let end = source.lines.last_number();
    if input.is_none() {
        let mend = "complete the page; a column must say whether each parameter is required";
        findings.refuse(end, "the page has no table of parameters", mend);
    }
    match output {
        None => findings.refuse(end, "the page has no table of results", "complete the page"),
        Some((table, _)) if !has_row(table, "RequestId") => {
            let what = "the table of results has no row `RequestId`, which every reply has";
            findings.refuse(table.line, what, "complete the table");
        }
        Some(_) => {}
    }
    let main = Main { input: input?, output: output? };
    if main.output.0.line < main.input.0.line {
        let what = "the table of results stands before the table of parameters";
        findings.refuse(main.output.0.line, what, "put the sections into their order");
    }
    Some(main)
}

fn parameters(main: &Main<'_>, findings: &mut Findings) -> (Vec<FieldFact>, Option<Said<bool>>) {
    let (table, columns) = main.input;
    let mut parameters = fields::read(table, columns, findings);
    let region = parameters.iter().find(|field| field.name == "Region");
    let regional = region.and_then(|field| Some(Said { value: field.required?, line: field.line }));
    parameters.retain(|field| !["Action", "Version", "Region"].contains(&field.name.as_str()));
    // Only results can be null in the spec; what a request means by null is for words.
    parameters.iter_mut().for_each(|field| field.nullable = false);
    (parameters, regional)
}

fn results(main: &Main<'_>, findings: &mut Findings) -> Vec<FieldFact> {
    let (table, columns) = main.output;
    let mut results = fields::read(table, columns, findings);
    results.retain(|field| field.name != "RequestId");
    results
}

/// What is said outside of tables and code.
pub(super) fn text_of(block: &Block) -> Option<(usize, &str)> {
    match block {
        Block::Heading { content, line, .. } | Block::Text { content, line } => Some((*line, content.text.as_str())),
        _ => None,
    }
}

fn rate(texts: &[(usize, &str)], findings: &mut Findings) -> Option<Said<u32>> {
    let mut found: Option<Said<u32>> = None;
    let mut slow = None;
    for (line, rate) in texts.iter().flat_map(|(line, text)| rates(text).into_iter().map(|rate| (*line, rate))) {
        let number = match rate {
            Rate::PerSecond(number) => number,
            Rate::PerMinute(_) => {
                slow.get_or_insert(line);
                continue;
            }
        };
        match (number.parse(), &found) {
            (Ok(0) | Err(_), _) => {
                let mend = "write a whole number of requests per second";
                findings.refuse(line, format!("the rate of {number} per second is none that the spec holds"), mend);
            }
            (Ok(value), Some(first)) if first.value != value => {
                let what = format!("a second rate, {value} per second, beside {} in line {}", first.value, first.line);
                findings.refuse(line, what, "leave the rate of this action alone");
            }
            (Ok(value), None) => found = Some(Said { value, line }),
            (Ok(_), Some(_)) => {}
        }
    }
    match (&found, slow, texts.iter().find(|(_, text)| seems_to_tell_rate(text))) {
        (Some(_), ..) | (None, None, None) => {}
        (None, Some(line), _) => {
            let what = "a rate per minute, which the spec cannot hold";
            findings.note(line, what, "say it in the words of the spec");
        }
        (None, None, Some((line, _))) => {
            let what = "this seems to tell a rate, but none per second could be read";
            findings.note(*line, what, "look, and write it into the spec by hand");
        }
    }
    found
}

fn mentions_finance(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    text.split(|c: char| !is_part(c)).any(|word| word.strip_suffix("-fsi").is_some_and(|rest| rest.contains('-')))
}

#[cfg(test)]
mod tests {
    use super::mentions_finance;

    #[test]
    fn finance_regions() {
        assert!(mentions_finance("Region が金融（ap-shanghai-fsi など）である場合"));
        assert!(!mentions_finance("-fsi ap-shanghai"));
    }
}
