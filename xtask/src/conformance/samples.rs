//! The official samples beside those of the spec.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Number, Value};
use tencloud_spec::{Action, ApiVersion, Types, flat};

use crate::files::count;

/// Compares all official samples with those of the spec, and returns how many there are.
pub(super) fn compare(metadata: &Path, product: &str, version: &str, spec: &ApiVersion) -> Result<usize> {
    let path = metadata.join(product).join(format!("v{}", version.replace('-', ""))).join("examples.json");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let official: Value = serde_json::from_str(&text)?;
    let actions = official.get("actions").and_then(Value::as_object).context("examples.json contains no actions")?;
    let mut compared = 0;
    let mut differences = Vec::new();
    for (name, samples) in actions {
        let action = spec.actions.get(name).with_context(|| format!("the spec has no action {name}"))?;
        let samples = samples.as_array().map_or(&[][..], Vec::as_slice);
        ensure!(samples.len() == action.samples.len(), "{name} officially has {}", count(samples.len(), "sample"));
        for (index, (official, ours)) in samples.iter().zip(&action.samples).enumerate() {
            compared += 1;
            let response = text_of(official, "output").and_then(|text| serde_json::from_str::<Value>(text).ok());
            let response = response.as_ref().and_then(|body| body.get("Response")).unwrap_or(&Value::Null);
            if *response != Value::Object(ours.response.clone()) {
                differences.push(format!("{product} {name}, sample {index}: the official response differs"));
            }
            let request = text_of(official, "input").and_then(|input| request_of(input, action, &spec.types));
            if request.is_none_or(|request| !same_request(&request, &ours.request)) {
                differences.push(format!("{product} {name}, sample {index}: the official request differs"));
            }
        }
    }
    let corrected: Vec<&str> = CORRECTED.iter().map(|(difference, _)| *difference).collect();
    let unlisted: Vec<&String> =
        differences.iter().filter(|difference| !corrected.contains(&difference.as_str())).collect();
    unlisted.iter().for_each(|difference| eprintln!("{difference}"));
    ensure!(unlisted.is_empty(), "{} differ from the official ones", count(unlisted.len(), "sample"));
    let mut ours = CORRECTED.iter().filter(|(difference, _)| difference.starts_with(&format!("{product} ")));
    let stale = ours.find(|(difference, _)| !differences.iter().any(|found| found == difference));
    ensure!(stale.is_none(), "this correction is no longer needed: {}", stale.map_or("", |(difference, _)| difference));
    Ok(compared)
}

/// The official samples that are wrong and corrected in the spec, and why.
pub(super) const CORRECTED: [(&str, &str); 5] = [
    (
        "redis CreateInstances, sample 0: the official request differs",
        "it sends a tag whose required key and value are null",
    ),
    ("redis DescribeInstances, sample 0: the official request differs", "it sends `createtime ` with a trailing space"),
    (
        "sts GetFederationToken, sample 0: the official request differs",
        "its policy is as the query encodes it, ours as the parameter is",
    ),
    ("redis ManualBackupInstance, sample 0: the official response differs", "ours is that of the documentation page"),
    ("redis ManualBackupInstance, sample 0: the official request differs", "ours is that of the documentation page"),
];

fn text_of<'v>(sample: &'v Value, key: &str) -> Option<&'v str> {
    sample.get(key).and_then(Value::as_str)
}

/// The parameters of an official sample: a JSON body, or a query with flattened names.
fn request_of(input: &str, action: &Action, types: &Types) -> Option<Map<String, Value>> {
    if let Some(at) = input.find('{') {
        return serde_json::from_str(&input[at..]).ok();
    }
    let query = input.split_once('?').map_or("", |(_, query)| query);
    // The common parameters are a note in angle brackets.
    let pairs = query.split('&').filter_map(|pair| pair.trim().split_once('='));
    let own = pairs.filter(|(name, _)| *name != "Action").map(|(name, value)| (name, value.to_owned()));
    Some(flat::typed(flat::nest(own).ok()?, &action.parameters, types))
}

/// Whether two requests are the same, except that one may have strings for numbers and booleans.
fn same_request(official: &Map<String, Value>, ours: &Map<String, Value>) -> bool {
    fn same(official: &Value, ours: &Value) -> bool {
        match (official, ours) {
            (Value::Object(official), Value::Object(ours)) => same_request(official, ours),
            (Value::Array(official), Value::Array(ours)) => {
                official.len() == ours.len() && official.iter().zip(ours).all(|(official, ours)| same(official, ours))
            }
            (Value::String(text), Value::Number(number)) | (Value::Number(number), Value::String(text)) => {
                text.parse::<Number>().is_ok_and(|parsed| parsed == *number)
            }
            (Value::String(text), Value::Bool(value)) => text.parse() == Ok(*value),
            _ => official == ours,
        }
    }
    official.len() == ours.len()
        && official.iter().all(|(name, value)| ours.get(name).is_some_and(|ours| same(value, ours)))
}
