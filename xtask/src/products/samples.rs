//! Decodes and encodes the official samples with the generated crates.

mod judge;
mod official;
mod programs;
mod report;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};

use self::official::{Sample, Version};
pub(super) use self::programs::PROGRAM;
use self::report::Report;
use super::plan::Written;
use crate::apis;
use crate::official::Metadata;

/// What to do with the differences that are found.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Mode {
    /// Fail if they are not those that are known.
    Check,
    /// Write them to docs/samples.txt.
    Write,
}

/// The samples, and the packages that read and write them.
pub(super) struct Samples {
    mode: Mode,
    versions: Vec<Version>,
    /// The names of the packages.
    pub(super) programs: Vec<String>,
}

/// JSON in a sample.
struct Json<'a> {
    sample: &'a Sample,
    version: &'a Version,
    is_response: bool,
    members: &'a Map<String, Value>,
}

impl Samples {
    /// Reads the samples of products, and writes the packages.
    pub(super) fn new(mode: Mode, products: &[&str], folder: &Path, crates: &[Written]) -> Result<Samples> {
        let versions = official::read(&Metadata::new(None)?, products)?;
        let samples = versions.iter().flat_map(|version| &version.samples);
        let actions: BTreeSet<String> = samples.map(Sample::key).collect();
        let programs = programs::write(folder, crates, |action| actions.contains(action))?;
        Ok(Samples { mode, versions, programs })
    }

    /// Runs the program, and compares what became of the samples with what is known, or writes it.
    pub(super) fn run(&self, folder: &Path, products: &[&str]) -> Result<()> {
        let mut report = Report::default();
        let mut all = Vec::new();
        for version in &self.versions {
            report.count("samples", version.samples.len());
            for sample in &version.samples {
                report.count("API errors in responses", sample.errors);
                let json = |is_response| move |members| Json { sample, version, is_response, members };
                all.extend(sample.request(&mut report).map(json(false)));
                all.extend(sample.responses(&mut report).iter().map(json(true)));
            }
        }
        for (json, output) in all.iter().zip(again(folder, &all)?) {
            json.judge(&output, &mut report)?;
        }
        report.print()?;
        match self.mode {
            Mode::Check => report.check(products, products.len() == apis::products().len()),
            Mode::Write => report.write(),
        }
    }
}

impl Json<'_> {
    /// Adds what became of the JSON to the report.
    fn judge(&self, output: &Value, report: &mut Report) -> Result<()> {
        let Json { sample, version, is_response, members } = *self;
        let place = sample.place(is_response);
        report
            .count(if is_response { "responses and events read and written" } else { "requests read and written" }, 1);
        let Some(written) = output["written"].as_object() else {
            report.failure(&place, &output["error"].to_string());
            return Ok(());
        };
        let misfits: Vec<(String, String)> =
            serde_json::from_value(output["misfits"].clone()).context("the program wrote something else")?;
        let action = version.spec.actions.get(&sample.action).context("the action is unknown")?;
        let fields = if is_response { &action.results } else { &action.parameters };
        report.verdict(&place, judge::judge(members, written, &misfits, version.spec, fields));
        Ok(())
    }
}

/// Reads and writes JSON with the program, and returns a line of its output for each.
fn again(folder: &Path, all: &[Json<'_>]) -> Result<Vec<Value>> {
    let (input, output) = (folder.join("samples.in"), folder.join("samples.out"));
    let line = |json: &Json<'_>| {
        let text = Value::Object(json.members.clone()).to_string();
        json!([json.sample.key(), json.is_response, text]).to_string() + "\n"
    };
    fs::write(&input, all.iter().map(line).collect::<String>()).context("cannot write the samples")?;
    let status = Command::new(folder.join("target/debug").join(PROGRAM))
        .stdin(File::open(&input)?)
        .stdout(File::create(&output)?)
        .status()
        .context("cannot run the program that reads samples")?;
    ensure!(status.success(), "the program that reads samples failed");
    let text = fs::read_to_string(&output).context("cannot read what was written")?;
    let lines: Vec<Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    ensure!(lines.len() == all.len(), "of {} texts, {} came back", all.len(), lines.len());
    Ok(lines)
}
