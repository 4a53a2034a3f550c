//! Verifies the generated types with official samples: the contents of a response survive reading and writing, and a
//! request is rebuilt exactly. This file is compiled in `target/conformance` together with `samples.rs` and
//! `compare.rs`, and is not part of xtask.

mod compare;
mod samples;
mod signatures;

use std::collections::BTreeMap;
use std::process::ExitCode;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use compare::Comparison;

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
        let original: Map<String, Value> = serde_json::from_str(text).unwrap_or_default();
        let written = serde_json::from_str::<T>(text).and_then(serde_json::to_value);
        let written = match written {
            Ok(written) => written.as_object().cloned().unwrap_or_default(),
            Err(error) => return self.failures.push(format!("{action}, sample {sample}: {error}")),
        };
        let Comparison { quirks, differences } = Comparison::of(&original, &written);
        quirks.into_iter().for_each(|(quirk, times)| *self.quirks.entry(quirk).or_default() += times);
        self.responses += usize::from(differences.is_empty());
        let failures = differences.iter().map(|difference| format!("{action}, sample {sample}, response: {difference}"));
        self.failures.extend(failures);
    }
}
