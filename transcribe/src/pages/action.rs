//! The page of an action.

use tencloud_spec::{Sample, Types};

use super::diagnostics::Diagnostics;
use super::errors::{self, Code};
use super::fields::{self, FieldRow, line_of};
use super::finance::{self, Finance};
use super::fit;
use super::identity::{self, Identity};
use super::located::Located;
use super::main_tables::{self, Main, is_request_id};
use super::parts::{Source, text_of};
use super::rate::{Rate, rates};
use super::samples::{self, Shown};
use super::vocabulary::seems_to_be_a_rate;
use crate::change::{Change, ChangeKind};
use crate::facts::{ActionFacts, FieldFacts};

/// Everything on an action's page that the spec can express.
#[derive(Clone, Debug)]
pub(super) struct ActionPage {
    pub(super) identity: Identity,
    pub(super) rate: Option<Located<u32>>,
    /// The line that mentions financial regions.
    pub(super) finance: Option<usize>,
    pub(super) regional: Option<Located<bool>>,
    pub(super) parameters: Vec<FieldRow>,
    pub(super) results: Vec<FieldRow>,
    /// The line of the results table.
    pub(super) results_line: usize,
    pub(super) errors: Option<Vec<Code>>,
    /// `None` stands for a sample that cannot be read or that contradicts the page's own tables.
    pub(super) samples: Vec<Option<Located<Sample>>>,
}

impl ActionPage {
    /// Returns the facts about the action.
    pub(super) fn facts(&self) -> ActionFacts {
        let fields = |rows: &[FieldRow], in_responses: bool| -> Vec<FieldFacts> {
            rows.iter().map(|row| row.facts(in_responses)).collect()
        };
        let codes = |codes: &Vec<Code>| codes.iter().map(|code| code.value.clone()).collect();
        ActionFacts {
            name: self.identity.action.value.clone(),
            rate: self.rate.as_ref().map(|rate| rate.value),
            unsigned: None,
            streams: None,
            parameters: fields(&self.parameters, false),
            results: fields(&self.results, true),
            errors: self.errors.as_ref().map(codes),
        }
    }

    /// Returns the line that a change of the action comes from.
    pub(super) fn line_of(&self, change: &Change) -> usize {
        let rows = self.parameters.iter().chain(&self.results);
        match (&change.kind, &change.field) {
            (ChangeKind::SampleReplaced(at), _) => {
                self.samples.get(*at).and_then(Option::as_ref).map_or(1, |sample| sample.line)
            }
            (_, Some(field)) => line_of(rows, field).unwrap_or(self.results_line),
            (_, None) => 1,
        }
    }

    /// Returns the samples. `None` stands for one that cannot be read.
    pub(super) fn samples(&self) -> Vec<Option<Sample>> {
        self.samples.iter().map(|sample| Some(sample.as_ref()?.value.clone())).collect()
    }
}

pub(super) fn read(
    source: &Source<'_>,
    types: &dyn Fn(&Identity) -> Types,
    diagnostics: &mut Diagnostics,
) -> Option<ActionPage> {
    let main = main_tables::find(source, diagnostics)?;
    let above = main.input.0.line;
    let samples = samples::read(source.blocks, above, diagnostics);
    let identity = identity::read(source, &main, &samples, diagnostics);
    let (parameters, regional) = parameters(&main, diagnostics);
    let results = results(&main, diagnostics);
    let head: Vec<(usize, &str)> =
        source.blocks.iter().take_while(|block| block.line() < above).filter_map(text_of).collect();
    let rate = rate(&head, diagnostics);
    let finance = finance(&head, diagnostics);
    let errors = errors::of_action(source.blocks, source.tables, above, diagnostics);
    let identity = identity?;
    let fields = fit::Fields { parameters: &parameters, results: &results, types: &types(&identity) };
    fields.resolve(samples.shown.iter().flatten(), diagnostics);
    let own = |shown: Option<Shown>| fields.sample(shown?, diagnostics);
    let samples = samples.shown.into_iter().map(own).collect();
    Some(ActionPage {
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

fn parameters(main: &Main<'_>, diagnostics: &mut Diagnostics) -> (Vec<FieldRow>, Option<Located<bool>>) {
    let (table, columns) = main.input;
    let mut parameters = fields::read(table, columns, diagnostics);
    let region = parameters.iter().find(|field| field.name == "Region");
    let regional = region.and_then(|field| Some(Located { value: field.required?, line: field.line }));
    parameters.retain(|field| !["Action", "Version", "Region"].contains(&field.name.as_str()));
    // In the spec, only results can be null; the meaning of null in a request is described in its docs.
    parameters.iter_mut().for_each(|field| field.nullable = false);
    (parameters, regional)
}

fn results(main: &Main<'_>, diagnostics: &mut Diagnostics) -> Vec<FieldRow> {
    let (table, columns) = main.output;
    let mut results = fields::read(table, columns, diagnostics);
    results.retain(|field| !is_request_id(&field.name));
    // Whether a field is required is meaningless in a response.
    results.iter_mut().for_each(|field| field.required = None);
    results
}

/// Returns the line that states that financial regions are served.
fn finance(texts: &[(usize, &str)], diagnostics: &mut Diagnostics) -> Option<usize> {
    let stated: Vec<(usize, Finance)> = texts.iter().map(|(line, text)| (*line, finance::finance(text))).collect();
    let line_of = |wanted: Finance| stated.iter().find(|(_, finance)| *finance == wanted).map(|(line, _)| *line);
    if let Some(line) = line_of(Finance::Doubtful) {
        let message = "financial regions are mentioned, but perhaps only to deny that they are served";
        diagnostics.warn(line, message, "set `finance` in product.json if they are");
        return None;
    }
    line_of(Finance::Served)
}

fn rate(texts: &[(usize, &str)], diagnostics: &mut Diagnostics) -> Option<Located<u32>> {
    let mut found: Option<Located<u32>> = None;
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
                let help = "write a whole number of requests per second";
                diagnostics.error(line, format!("a rate of {number} per second cannot be expressed in the spec"), help);
            }
            (Ok(value), Some(first)) if first.value != value => {
                let message =
                    format!("second rate of {value} per second; the first is {} on line {}", first.value, first.line);
                diagnostics.error(line, message, "keep only the rate of this action");
            }
            (Ok(value), None) => found = Some(Located { value, line }),
            (Ok(_), Some(_)) => {}
        }
    }
    match (&found, slow, texts.iter().find(|(_, text)| seems_to_be_a_rate(text))) {
        (Some(_), ..) | (None, None, None) => {}
        (None, Some(line), _) => {
            let message = "rate per minute, which the spec cannot express";
            diagnostics.warn(line, message, "describe it in the docs of the action");
        }
        (None, None, Some((line, _))) => {
            let message = "this seems to be a rate, but no rate per second was recognized";
            diagnostics.warn(*line, message, "check, and add it to the spec by hand");
        }
    }
    found
}
