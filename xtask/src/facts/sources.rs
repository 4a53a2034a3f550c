//! The sources of facts: the metadata of both sites, and error codes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use rayon::prelude::*;
use tencloud_spec::{ApiVersion, Product, version_name};
use tencloud_transcribe::metadata::Api;
use tencloud_transcribe::module;

use crate::official::Metadata;

/// The sources of facts.
pub(super) struct Sources {
    own: Metadata,
    international: Metadata,
    /// By product, version and action; `None` to keep the codes that are known.
    codes: Option<BTreeMap<String, Vec<String>>>,
}

/// A version that a source describes.
pub(super) struct Version {
    pub(super) facts: ApiVersion,
    is_own: bool,
    is_international: bool,
}

impl Version {
    /// Returns the path of the version's file, relative to the folder with the facts.
    pub(super) fn path(&self) -> String {
        path(&self.facts.product.product, &self.facts.product.version)
    }
}

fn path(product: &str, version: &str) -> String {
    format!("{product}/{version}.txt")
}

impl Sources {
    /// Installs what is not passed.
    pub(super) fn new(own: Option<PathBuf>, international: Option<PathBuf>, codes: Option<&Path>) -> Result<Sources> {
        let read = |path: &Path| {
            let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            serde_json::from_str(&text).with_context(|| format!("{} is not a JSON object of lists", path.display()))
        };
        let codes = codes.map(read).transpose()?;
        Ok(Sources { own: Metadata::new(own)?, international: Metadata::international(international)?, codes })
    }

    /// Returns the facts of the versions that are not among those with written docs of all actions.
    pub(super) fn versions(
        &self,
        known: &BTreeMap<String, ApiVersion>,
        written: &[ApiVersion],
    ) -> Result<Vec<Version>> {
        let (own, international) = (self.own.versions()?, self.international.versions()?);
        let all: BTreeSet<&(String, String)> = own.iter().chain(&international).collect();
        let all: Vec<_> = all.into_iter().collect();
        let version = |key: &&(String, String)| {
            let (is_own, is_international) = (own.contains(key), international.contains(key));
            let facts = self.facts(key, (is_own, is_international), known, written);
            let facts = facts.with_context(|| format!("{} {}", key.0, key.1))?;
            Ok(facts.map(|facts| Version { facts, is_own, is_international }))
        };
        let read: Vec<Option<Version>> = all.par_iter().map(version).collect::<Result<_>>()?;
        let mut versions: Vec<Version> = read.into_iter().flatten().collect();
        name_modules(&mut versions, known);
        Ok(versions)
    }

    /// Reads the facts of a version in a folder of the metadata of one or both sites, unless it has written docs.
    fn facts(
        &self,
        (folder, number): &(String, String),
        (is_own, is_international): (bool, bool),
        known: &BTreeMap<String, ApiVersion>,
        written: &[ApiVersion],
    ) -> Result<Option<ApiVersion>> {
        let own = is_own.then(|| self.own.api(folder, number)).transpose()?;
        let international = is_international.then(|| self.international.api(folder, number)).transpose()?;
        let api = Api::parse(own.as_deref(), international.as_deref()).map_err(|error| anyhow!(error))?;
        let (product, version) = api.identity();
        let is_same = |other: &Product| other.product == product && other.version == version;
        if written.iter().any(|written| is_same(&written.product)) {
            return Ok(None);
        }
        let codes = match &self.codes {
            Some(codes) => {
                // A few folders of the metadata are not named after their product.
                let names = BTreeSet::from([folder.as_str(), product]);
                let of = |name: &str| {
                    let prefix = format!("{name}/{}/", version_name(number));
                    let own = codes.range(prefix.clone()..).take_while(|(key, _)| key.starts_with(&prefix));
                    let own = own.map(|(key, codes)| (key.replace(&prefix, ""), sorted(codes)));
                    own.collect::<Vec<_>>()
                };
                names.into_iter().flat_map(of).collect()
            }
            None => {
                let actions = known.get(&path(product, version)).into_iter().flat_map(|known| &known.actions);
                actions.filter_map(|(name, action)| Some((name.clone(), action.errors.clone()?))).collect()
            }
        };
        api.facts(&codes).map(Some).map_err(|error| anyhow!(error))
    }

    /// Returns the first line of a version's file.
    pub(super) fn first_line(&self, version: &Version) -> Result<String> {
        let own = version.is_own.then(|| Ok(format!("tccli {}", self.own.release()?)));
        let international =
            version.is_international.then(|| Ok(format!("tccli-intl-en {}", self.international.release()?)));
        let releases: Vec<String> = own.into_iter().chain(international).collect::<Result<_>>()?;
        Ok(format!("# Generated by `cargo xtask facts` from {}.", releases.join(" and ")))
    }
}

/// Returns codes in the order in which they are written.
fn sorted(codes: &[String]) -> Vec<String> {
    let codes: BTreeSet<&String> = codes.iter().collect();
    codes.into_iter().cloned().collect()
}

/// Names the modules: a known version keeps its module. Of a new product, the newest version has the plain name.
fn name_modules(versions: &mut [Version], known: &BTreeMap<String, ApiVersion>) {
    let mut taken: BTreeSet<String> = known.values().map(|version| version.product.product.clone()).collect();
    let key =
        |version: &Version| (version.facts.product.product.clone(), Reverse(version.facts.product.version.clone()));
    versions.sort_by_key(key);
    for version in versions {
        let path = version.path();
        let product = &mut version.facts.product;
        product.module = match known.get(&path) {
            Some(known) => known.product.module.clone(),
            None => module(&product.product, &product.version, !taken.insert(product.product.clone())),
        };
    }
}
