//! The samples in the official metadata.

use anyhow::{Context, Error, Result};
use rayon::prelude::*;
use tencloud_spec::{ApiVersion, catalog};
use tencloud_transcribe::metadata::{Contents, Examples};

use crate::official::Metadata;

/// A sample of an action.
pub(super) struct Sample {
    /// The action, such as `cvm 2017-03-12 DescribeZones`.
    pub(super) action: String,
    /// The place of the sample among those of its action, from 0.
    pub(super) index: usize,
    pub(super) contents: Contents,
}

/// Returns all samples of these products.
pub(super) fn read(metadata: &Metadata, products: &[&str]) -> Result<Vec<Sample>> {
    let mut versions = metadata.versions()?;
    versions.retain(|(product, _)| products.contains(&product.as_str()));
    let read: Vec<Vec<Sample>> = versions
        .par_iter()
        .map(|(product, number)| {
            let Some(text) = metadata.examples(product, number)? else { return Ok(Vec::new()) };
            let examples = Examples::read(&text).map_err(Error::msg)?;
            let version = catalog::product(product, number).context("cannot read the spec")?;
            let version = version.with_context(|| format!("the spec has no {product} {number}"))?;
            of_version(&examples, &format!("{product} {number}"), version)
        })
        .collect::<Result<_>>()?;
    Ok(read.into_iter().flatten().collect())
}

fn of_version(examples: &Examples, name: &str, version: &ApiVersion) -> Result<Vec<Sample>> {
    let mut samples = Vec::new();
    for action in examples.actions() {
        let spec = version.actions.get(action).with_context(|| format!("the spec has no {name} {action}"))?;
        let contents = examples.contents(spec, &version.types).into_iter().enumerate();
        samples.extend(contents.map(|(index, contents)| Sample { action: format!("{name} {action}"), index, contents }));
    }
    Ok(samples)
}
