//! Compares the official samples with those of the spec.

use anyhow::{Context, Error, Result, anyhow, ensure};
use tencloud_spec::ApiVersion;
use tencloud_transcribe::metadata::Examples;

use crate::files::count;
use crate::official::Metadata;

/// Compares the official samples of the spec's actions with those of the spec, and returns how many there are.
pub(super) fn compare(metadata: &Metadata, product: &str, version: &str, spec: &ApiVersion) -> Result<usize> {
    let text = metadata.examples(product, version)?.context("the metadata has no examples")?;
    let official = Examples::read(&text).map_err(Error::msg)?;
    let mut compared = 0;
    let mut differences = Vec::new();
    for name in official.actions() {
        let Some(action) = spec.actions.get(name) else {
            ensure!(spec.product.partial, "the spec has no action {name}");
            continue;
        };
        let samples = official.samples(action, &spec.types);
        ensure!(samples.len() == action.samples.len(), "{name} officially has {}", count(samples.len(), "sample"));
        for (index, (official, ours)) in samples.into_iter().zip(&action.samples).enumerate() {
            compared += 1;
            let official = official.map_err(|why| anyhow!("{product} {name}, sample {index}: {why}"))?;
            if official.response != ours.response {
                differences.push(format!("{product} {name}, sample {index}: the official response differs"));
            }
            if official.request != ours.request {
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

/// The official samples that are wrong and have been corrected in the spec, each with the reason.
pub(super) const CORRECTED: [(&str, &str); 5] = [
    (
        "redis CreateInstances, sample 0: the official request differs",
        "it sends a tag whose required key and value are null",
    ),
    ("redis DescribeInstances, sample 0: the official request differs", "it sends `createtime ` with a trailing space"),
    ("redis ManualBackupInstance, sample 0: the official response differs", "ours is that of the documentation page"),
    ("redis ManualBackupInstance, sample 0: the official request differs", "ours is that of the documentation page"),
    ("tmt ImageTranslateLLM, sample 0: the official request differs", "it sends a `Url` that is null"),
];
