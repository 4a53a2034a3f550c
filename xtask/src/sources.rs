//! The sources of facts: the metadata of both sites, overlays, and error codes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};
use rayon::prelude::*;
use tencloud_spec::{ApiVersion, Product, version_name};
use tencloud_transcribe::metadata::Api;
use tencloud_transcribe::{module, overlay};

use crate::files;
use crate::official::Metadata;

/// The folder with the facts, and with overlays.
pub(crate) const FOLDER: &str = "spec/facts";

/// The sources of facts.
pub(crate) struct Sources {
    own: Metadata,
    international: Metadata,
    /// By product, version and action; `None` to keep the codes that are known.
    codes: Option<BTreeMap<String, Vec<String>>>,
}

/// A version that a source describes.
pub(crate) struct Version {
    pub(crate) facts: ApiVersion,
    is_own: bool,
    is_international: bool,
}

impl Version {
    /// Returns the path of the version's file, relative to the folder with the facts.
    pub(crate) fn path(&self) -> String {
        path(&self.facts.product.product, &self.facts.product.version)
    }
}

fn path(product: &str, version: &str) -> String {
    format!("{product}/{version}.txt")
}

impl Sources {
    /// Installs what is not passed.
    pub(crate) fn new(own: Option<PathBuf>, international: Option<PathBuf>, codes: Option<&Path>) -> Result<Sources> {
        let read = |path: &Path| {
            let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            serde_json::from_str(&text).with_context(|| format!("{} is not a JSON object of lists", path.display()))
        };
        let codes = codes.map(read).transpose()?;
        Ok(Sources { own: Metadata::new(own)?, international: Metadata::international(international)?, codes })
    }

    /// Returns the facts of the versions that are not among those with written docs of all actions.
    pub(crate) fn versions(
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

    /// Returns the metadata of Tencent Cloud, which contains the samples.
    pub(crate) fn own(&self) -> &Metadata {
        &self.own
    }

    /// Returns the facts of a version, without a module and error codes.
    pub(crate) fn version(&self, product: &str, version: &str) -> Result<ApiVersion> {
        let sites = [&self.own, &self.international].map(|site| site.has(product, version));
        let help = "check the product, the version, and --metadata";
        ensure!(sites.contains(&true), "no metadata describes {product} {version}; {help}");
        let facts = self.api((product, version), sites.into()).and_then(|api| with_overlay(&api, &BTreeMap::new()));
        facts.with_context(|| format!("{product} {version}"))
    }

    /// Reads a folder of the metadata of one or both sites.
    fn api(&self, (folder, number): (&str, &str), (is_own, is_international): (bool, bool)) -> Result<Api> {
        let own = is_own.then(|| self.own.api(folder, number)).transpose()?;
        let international = is_international.then(|| self.international.api(folder, number)).transpose()?;
        Api::parse(own.as_deref(), international.as_deref()).map_err(|error| anyhow!(error))
    }

    /// Reads the facts of a version in a folder of the metadata of one or both sites, unless it has written docs.
    fn facts(
        &self,
        (folder, number): &(String, String),
        sites: (bool, bool),
        known: &BTreeMap<String, ApiVersion>,
        written: &[ApiVersion],
    ) -> Result<Option<ApiVersion>> {
        let api = self.api((folder, number), sites)?;
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
        with_overlay(&api, &codes).map(Some)
    }

    /// Returns the first line of a version's file.
    pub(crate) fn first_line(&self, version: &Version) -> Result<String> {
        let own = version.is_own.then(|| Ok(format!("tccli {}", self.own.release()?)));
        let international =
            version.is_international.then(|| Ok(format!("tccli-intl-en {}", self.international.release()?)));
        let releases: Vec<String> = own.into_iter().chain(international).collect::<Result<_>>()?;
        Ok(format!("# Generated by `cargo xtask facts` from {}.", releases.join(" and ")))
    }
}

/// Returns the facts in the metadata, except for those that an overlay replaces.
fn with_overlay(api: &Api, codes: &BTreeMap<String, Vec<String>>) -> Result<ApiVersion> {
    let mut facts = api.facts(codes).map_err(|error| anyhow!(error))?;
    let path = format!("{FOLDER}/{}", overlay_path(&facts.product));
    let file = files::root().join(&path);
    if file.is_file() {
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {path}"))?;
        overlay(&mut facts, &text).context(path)?;
    }
    Ok(facts)
}

/// Returns the path of a version's overlay, relative to the folder with the facts.
pub(crate) fn overlay_path(product: &Product) -> String {
    format!("{}/{}.json", product.product, product.version)
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
