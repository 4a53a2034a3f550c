//! Verifies the generated types with official samples: the contents of a response survive reading and writing, and a
//! request is rebuilt exactly. This file is compiled in `target/conformance` together with `samples.rs`, and is not
//! part of xtask.

mod samples;
mod signatures;

use std::collections::BTreeMap;
use std::process::ExitCode;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The results so far.
#[derive(Default)]
struct Proof {
    requests: usize,
    responses: usize,
    /// How often each known quirk of the documentation occurred.
    quirks: BTreeMap<&'static str, usize>,
    failures: Vec<String>,
}

fn main() -> ExitCode {
    let config = tencloud::Config::builder().region("ap-guangzhou").build();
    let Ok(config) = config else { return ExitCode::FAILURE };
    let mut proof = Proof::default();
    samples::samples(&config, &mut proof);
    println!("| samples | proven |\n|---|---|");
    println!("| requests rebuilt | {} |\n| responses read and written | {} |", proof.requests, proof.responses);
    proof.quirks.iter().for_each(|(quirk, times)| println!("| quirk: {quirk} | {times} |"));
    let signed = std::env::args().nth(1).and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
    let (signatures, differing) = signatures::compare(&signed);
    signatures.iter().for_each(|(kind, times)| println!("| signed as by the Python SDK: {kind} | {times} |"));
    proof.failures.extend(differing);
    if signatures.is_empty() {
        proof.failures.push("no requests signed by the Python SDK".to_owned());
    }
    proof.failures.iter().for_each(|failure| eprintln!("{failure}"));
    if proof.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Proof {
    fn request<T: Serialize>(&mut self, action: &str, sample: usize, built: &T, expected: &str) {
        let built = serde_json::to_value(built).unwrap_or_default();
        let expected: Value = serde_json::from_str(expected).unwrap_or_default();
        if built == expected {
            self.requests += 1;
        } else {
            self.failures.push(format!("{action}, sample {sample}: the request is {built}, not {expected}"));
        }
    }

    fn response<T: Serialize + DeserializeOwned>(&mut self, action: &str, sample: usize, text: &str) {
        let original: Value = serde_json::from_str(text).unwrap_or_default();
        let before = self.failures.len();
        match serde_json::from_str::<T>(text).and_then(serde_json::to_value) {
            Ok(written) => self.compare(&format!("{action}, sample {sample}, response"), &original, &written),
            Err(error) => self.failures.push(format!("{action}, sample {sample}: {error}")),
        }
        self.responses += usize::from(self.failures.len() == before);
    }

    fn compare(&mut self, place: &str, original: &Value, written: &Value) {
        match (original, written) {
            (Value::Object(original), Value::Object(written)) => self.compare_members(place, original, written),
            (Value::Array(original), Value::Array(written)) if original.len() == written.len() => {
                for (index, (original, written)) in original.iter().zip(written).enumerate() {
                    self.compare(&format!("{place}/{index}"), original, written);
                }
            }
            (original, written) if original == written => {}
            (Value::String(text), Value::Number(number)) if text.parse() == Ok(number.as_f64().unwrap_or(f64::NAN)) => {
                self.quirk("a number as string");
            }
            (Value::Number(number), Value::String(text)) if number.to_string() == *text => self.quirk("a string as number"),
            (Value::Number(original), Value::Number(written)) if original.as_f64() == written.as_f64() => {}
            (Value::Null, written) if is_zero(written) => self.quirk("null"),
            _ => self.failures.push(format!("{place}: {original} came back as {written}")),
        }
    }

    fn compare_members(&mut self, place: &str, original: &Map<String, Value>, written: &Map<String, Value>) {
        for (name, value) in original {
            match written.get(name) {
                Some(again) => self.compare(&format!("{place}/{name}"), value, again),
                None if value.is_null() => self.quirk("null"),
                None => self.failures.push(format!("{place}/{name}: {value} was lost")),
            }
        }
        for (name, value) in written.iter().filter(|(name, _)| !original.contains_key(*name)) {
            if is_zero(value) {
                self.quirk("an always-present field that is missing");
            } else {
                self.failures.push(format!("{place}/{name}: {value} was added"));
            }
        }
    }

    fn quirk(&mut self, quirk: &'static str) {
        *self.quirks.entry(quirk).or_default() += 1;
    }
}

/// Returns whether a value is that of a field that was not received.
fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(is_zero),
    }
}
