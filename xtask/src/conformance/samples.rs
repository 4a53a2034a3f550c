//! Compares the official samples with those of the spec.

use anyhow::{Context, Error, Result, ensure};
use tencloud_spec::{ApiVersion, Sample};
use tencloud_transcribe::metadata::Examples;

use crate::files::count;
use crate::official::Metadata;

/// Compares the official samples of the spec's actions with those of the spec, and returns how many there are.
pub(super) fn compare(metadata: &Metadata, product: &str, version: &str, spec: &ApiVersion) -> Result<usize> {
    let text = metadata.examples(product, version)?;
    let text = text.with_context(|| format!("the metadata of {product} {version} has no examples"))?;
    let official = Examples::read(&text).map_err(Error::msg)?;
    let mut compared = 0;
    let mut differences = Vec::new();
    for name in official.actions() {
        let Some(action) = spec.actions.get(name) else {
            ensure!(spec.product.partial, "the spec has no action {name}");
            continue;
        };
        let samples = official.samples(action, &spec.types);
        compared += samples.len();
        let found = differ(&samples, &action.samples);
        differences.extend(found.into_iter().map(|difference| format!("{product} {name}, {difference}")));
    }
    let corrected: Vec<&str> = CORRECTED.iter().map(|(difference, _)| *difference).collect();
    let unlisted: Vec<&String> =
        differences.iter().filter(|difference| !corrected.contains(&difference.as_str())).collect();
    unlisted.iter().for_each(|difference| eprintln!("{difference}"));
    let differing = count(unlisted.len(), "difference");
    ensure!(unlisted.is_empty(), "{differing} from the official samples; mend the spec, or add to CORRECTED");
    let mut ours = CORRECTED.iter().filter(|(difference, _)| difference.starts_with(&format!("{product} ")));
    let stale = ours.find(|(difference, _)| !differences.iter().any(|found| found == difference));
    ensure!(stale.is_none(), "this correction is no longer needed: {}", stale.map_or("", |(difference, _)| difference));
    Ok(compared)
}

/// Returns how an action's samples differ from the official ones. One that cannot be read differs in any case; the spec
/// has none for it, or one that people wrote in its place.
fn differ(official: &[Result<Sample, String>], ours: &[Sample]) -> Vec<String> {
    let readable = official.iter().flatten().count();
    let is_complete = ours.len() == official.len();
    if !is_complete && ours.len() != readable {
        return vec![format!("{}, but officially {}", count(ours.len(), "sample"), official.len())];
    }
    let mut ours = ours.iter();
    let mut found = Vec::new();
    for (number, official) in (1..).zip(official) {
        let known = if is_complete || official.is_ok() { ours.next() } else { None };
        let mut push = |how: &str| found.push(format!("sample {number}: the official {how}"));
        match official {
            Err(why) => push(&format!("one cannot be read: {why}")),
            Ok(official) => {
                if known.map(|known| &known.response) != Some(&official.response) {
                    push("response differs");
                }
                if known.map(|known| &known.request) != Some(&official.request) {
                    push("request differs");
                }
            }
        }
    }
    found
}

/// The official samples that are wrong and have been corrected in the spec, each with the reason. They are counted from
/// 1, as `cargo xtask promote` counts them.
pub(super) const CORRECTED: [(&str, &str); 5] = [
    (
        "redis CreateInstances, sample 1: the official request differs",
        "it sends a tag whose required key and value are null",
    ),
    ("redis DescribeInstances, sample 1: the official request differs", "it sends `createtime ` with a trailing space"),
    ("redis ManualBackupInstance, sample 1: the official response differs", "ours is that of the documentation page"),
    ("redis ManualBackupInstance, sample 1: the official request differs", "ours is that of the documentation page"),
    ("tmt ImageTranslateLLM, sample 1: the official request differs", "it sends a `Url` that is null"),
];

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn sample(request: Value, response: Value) -> Sample {
        let [Value::Object(request), Value::Object(response)] = [request, response] else { panic!("no objects") };
        Sample { request, response, ..Sample::default() }
    }

    #[test]
    fn differences_are_found_by_number() {
        let [a, b, c] = ["a", "b", "c"].map(|id| sample(json!({ "Id": id }), json!({ "RequestId": "x" })));
        let answered = sample(json!({ "Id": "a" }), json!({ "RequestId": "y" }));
        let read = |sample: &Sample| Ok(sample.clone());
        let unread = || Err("no JSON".to_owned());
        for (official, ours, expect) in [
            (vec![read(&a), read(&b)], vec![&a, &b], vec![]),
            (vec![read(&a), read(&b)], vec![&a, &c], vec!["sample 2: the official request differs"]),
            (vec![read(&a)], vec![&answered], vec!["sample 1: the official response differs"]),
            (vec![read(&a), read(&b)], vec![&a], vec!["1 sample, but officially 2"]),
            (vec![read(&a)], vec![&a, &b], vec!["2 samples, but officially 1"]),
            (vec![unread(), read(&b)], vec![&b], vec!["sample 1: the official one cannot be read: no JSON"]),
            (vec![unread(), read(&b)], vec![&a, &b], vec!["sample 1: the official one cannot be read: no JSON"]),
        ] {
            let ours: Vec<Sample> = ours.into_iter().cloned().collect();
            assert_eq!(differ(&official, &ours), expect, "{official:?} {ours:?}");
        }
    }
}
