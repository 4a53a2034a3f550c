//! The programs of official samples.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Error, Result};
use serde_json::{Map, Value, json};
use tencloud_codegen::code::{self, Call, Language};
use tencloud_spec::{Action, ApiVersion, catalog};
use tencloud_transcribe::metadata::Examples;

use crate::files;
use crate::official::Metadata;
use crate::recorder::Request;

/// Actions of products that the spec has only facts of, each with the folder of its samples in the metadata.
const OTHERS: [(&str, &str, &str, &str); 6] = [
    ("as", "2018-04-19", "CreateAutoScalingGroup", "autoscaling"),
    ("cdb", "2017-03-20", "CreateDBInstanceHour", "cdb"),
    ("cvm", "2017-03-12", "RunInstances", "cvm"),
    ("scf", "2018-04-16", "CreateCustomDomain", "scf"),
    ("teo", "2022-09-01", "ModifySecurityPolicy", "teo"),
    ("tke", "2022-05-01", "ModifyNodePool", "tke"),
];

/// An official sample.
#[derive(Clone)]
pub(super) struct Sample {
    pub(super) version: &'static ApiVersion,
    pub(super) action: &'static Action,
    request: Map<String, Value>,
}

/// A program that makes the request of a sample.
pub(super) struct Program {
    pub(super) path: PathBuf,
    /// The variables of the environment that it reads secrets from.
    pub(super) secrets: Map<String, Value>,
    /// The region by which its request is recognized.
    region: String,
    sample: Sample,
}

impl Sample {
    pub(super) fn product(&self) -> &'static str {
        &self.version.product.product
    }
}

/// Returns a version.
pub(super) fn version(product: &str, number: &str) -> Result<&'static ApiVersion> {
    let version = catalog::product(product, number).context("cannot read the spec")?;
    version.with_context(|| format!("the spec lacks {product} {number}"))
}

/// Returns all samples of Redis, and the first ones of some actions of other products.
pub(super) fn all() -> Result<Vec<Sample>> {
    let redis = version("redis", "2018-04-12")?;
    let of = |action: &'static Action| {
        let requests = action.samples.iter().map(|sample| sample.request.clone());
        requests.map(move |request| Sample { version: redis, action, request })
    };
    let mut samples: Vec<Sample> = redis.actions.values().flat_map(of).collect();
    let metadata = Metadata::new(None)?;
    for (product, number, action, folder) in OTHERS {
        let version = version(product, number)?;
        let action = version.actions.get(action).with_context(|| format!("{product} has no {action}"))?;
        let text = metadata.examples(folder, number)?.context("the metadata has no samples")?;
        let contents = Examples::read(&text).map_err(Error::msg)?.contents(action, &version.types);
        let request = contents.into_iter().find_map(|contents| contents.request.ok());
        let request = request.with_context(|| format!("{} has no sample", action.action))?;
        samples.push(Sample { version, action, request });
    }
    Ok(samples)
}

/// Writes the programs of samples in an empty folder.
pub(super) fn write(
    folder: &Path,
    language: Language,
    endpoint: &str,
    samples: impl IntoIterator<Item = Sample>,
) -> Result<Vec<Program>> {
    if folder.is_dir() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    let mut programs = Vec::new();
    for (index, sample) in samples.into_iter().enumerate() {
        let (region, Sample { version, action, request }) = (format!("ap-sample-{index}"), &sample);
        let call = Call { version, action, region: Some(&region), parameters: request, endpoint: Some(endpoint) };
        let path = folder.join(format!("sample_{index}.{}", language.extension()));
        files::write(&path, &code::write(&call, language))?;
        let secrets = code::secrets(&call).into_iter().map(|(name, secret)| (name, json!(secret))).collect();
        programs.push(Program { path, secrets, region, sample });
    }
    Ok(programs)
}

/// Returns the programs that did not send exactly the request of their sample, each with what it sent.
pub(super) fn compare(programs: &[Program], sent: &[Request]) -> Vec<String> {
    let differing = programs.iter().filter_map(|program| {
        let Sample { version, action, request } = &program.sample;
        let version = version.product.version.clone();
        let region = program.region.clone();
        let expected = Request { action: action.action.clone(), version, region, body: json!(request) };
        let sent: Vec<&Request> = sent.iter().filter(|request| request.region == expected.region).collect();
        let is_equal = matches!(sent[..], [sent] if sent.is_like(&expected));
        (!is_equal).then(|| format!("{}: {sent:?}, not {expected:?}", program.path.display()))
    });
    differing.collect()
}
