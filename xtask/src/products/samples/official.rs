//! The samples in the official metadata.

use anyhow::{Context, Error, Result};
use rayon::prelude::*;
use serde_json::{Map, Value};
use tencloud_spec::{ApiVersion, catalog};
use tencloud_transcribe::metadata::{Api, Contents, Examples};

use super::report::Report;
use crate::apis;
use crate::official::Metadata;

/// A version of a product with its samples.
pub(super) struct Version {
    pub(super) spec: &'static ApiVersion,
    pub(super) samples: Vec<Sample>,
}

/// A sample of an action.
pub(super) struct Sample {
    /// The version, such as `cvm 2017-03-12`.
    version: String,
    pub(super) action: String,
    /// The place of the sample among those of its action, from 0.
    index: usize,
    contents: Contents,
    /// How many API errors were taken out of the responses.
    pub(super) errors: usize,
}

/// Returns all samples of these products.
pub(super) fn read(metadata: &Metadata, products: &[&str]) -> Result<Vec<Version>> {
    let all = apis::products();
    let version = |(folder, number): &(String, String)| {
        let product = if all.contains(&folder.as_str()) { folder.clone() } else { product(metadata, folder, number)? };
        let is_wanted = products.contains(&product.as_str());
        is_wanted.then(|| of_version(metadata, folder, &product, number)).transpose()
    };
    let versions: Vec<Option<Version>> = metadata.versions()?.par_iter().map(version).collect::<Result<_>>()?;
    Ok(versions.into_iter().flatten().collect())
}

/// Returns the product that a folder describes, for the few that are not named after their product.
fn product(metadata: &Metadata, folder: &str, number: &str) -> Result<String> {
    let api = Api::parse(Some(&metadata.api(folder, number)?), None).map_err(Error::msg)?;
    Ok(api.identity().0.to_owned())
}

fn of_version(metadata: &Metadata, folder: &str, product: &str, number: &str) -> Result<Version> {
    let name = format!("{product} {number}");
    let spec = catalog::product(product, number).context("cannot read the spec")?;
    let spec = spec.with_context(|| format!("the spec has no {name}"))?;
    let text = metadata.examples(folder, number)?.unwrap_or_else(|| r#"{"actions":{}}"#.to_owned());
    let examples = Examples::read(&text).map_err(Error::msg)?;
    let mut samples = Vec::new();
    for action in examples.actions() {
        let facts = spec.actions.get(action).with_context(|| format!("the spec has no {name} {action}"))?;
        let contents = examples.contents(facts, &spec.types).into_iter().enumerate();
        samples.extend(contents.map(|(index, mut contents)| {
            let (version, action) = (name.clone(), action.to_owned());
            let errors = contents.responses.iter_mut().flatten().filter_map(take_error).count();
            Sample { version, action, index, contents, errors }
        }));
    }
    Ok(Version { spec, samples })
}

/// Removes the API error, which belongs to the envelope and not to the type of the response.
fn take_error(response: &mut Map<String, Value>) -> Option<Value> {
    let error = response.get("Error")?;
    let is_error = ["Code", "Message"].iter().all(|name| error[name].is_string());
    is_error.then(|| response.shift_remove("Error"))?
}

impl Sample {
    /// Returns the action with its product and version, such as `cvm 2017-03-12 DescribeZones`.
    pub(super) fn key(&self) -> String {
        format!("{} {}", self.version, self.action)
    }

    /// Returns the place of a part.
    pub(super) fn place(&self, is_response: bool) -> String {
        let part = if is_response { "response" } else { "request" };
        format!("{}, {part} {}", self.key(), self.index)
    }

    /// Returns the parameters if they can be read.
    pub(super) fn request(&self, report: &mut Report) -> Option<&Map<String, Value>> {
        let request = self.contents.request.as_ref();
        request.map_err(|why| report.unread(&self.place(false), why)).ok()
    }

    /// Returns the response or the events of a stream if they can be read.
    pub(super) fn responses(&self, report: &mut Report) -> &[Map<String, Value>] {
        let responses = self.contents.responses.as_ref().map_err(|why| report.unread(&self.place(true), why));
        responses.map_or(&[], |responses| responses)
    }
}
