//! The sources of facts: the metadata of both sites, and error codes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use rayon::prelude::*;
use tencloud_spec::{ApiVersion, Product, version_name};
use tencloud_transcribe::metadata;
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
    /// The folder of the metadata, which a few products do not name like the product.
    folder: String,
    product: String,
    version: String,
    module: String,
    is_own: bool,
    is_international: bool,
}

impl Version {
    /// Returns the path of the version's file, relative to the folder with the facts.
    pub(super) fn path(&self) -> String {
        format!("{}/{}.txt", self.product, self.version)
    }
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

    /// Returns the versions that are not among those with written docs of all actions.
    pub(super) fn versions(
        &self,
        known: &BTreeMap<String, ApiVersion>,
        written: &[ApiVersion],
    ) -> Result<Vec<Version>> {
        let (own, international) = (self.own.versions()?, self.international.versions()?);
        let all: BTreeSet<&(String, String)> = own.iter().chain(&international).collect();
        let all: Vec<_> = all.into_iter().collect();
        let version = |(folder, version): &&(String, String)| {
            let key = (folder.clone(), version.clone());
            let (is_own, is_international) = (own.contains(&key), international.contains(&key));
            let source = if is_own { &self.own } else { &self.international };
            let described = metadata::folder_of(&source.api(folder, version)?).map_err(|error| anyhow!(error))?;
            let (product, version) = described.split_once('/').context("a folder has a product and a version")?;
            Ok(Version {
                folder: folder.clone(),
                product: product.to_owned(),
                version: version.to_owned(),
                module: String::new(),
                is_own,
                is_international,
            })
        };
        let mut versions: Vec<Version> = all.par_iter().map(version).collect::<Result<_>>()?;
        versions.retain(|version| {
            let is_same = |other: &Product| other.product == version.product && other.version == version.version;
            !written.iter().any(|written| is_same(&written.product))
        });
        name_modules(&mut versions, known);
        Ok(versions)
    }

    /// Reads the facts of a version.
    pub(super) fn read(&self, version: &Version, known: Option<&ApiVersion>) -> Result<ApiVersion> {
        let Version { folder, version: number, .. } = version;
        let api = version.is_own.then(|| self.own.api(folder, number)).transpose()?;
        let international = version.is_international.then(|| self.international.api(folder, number)).transpose()?;
        let codes = match &self.codes {
            Some(codes) => {
                // A few folders of the metadata are not named after their product.
                let names = BTreeSet::from([folder, &version.product]);
                let of = |name: &String| {
                    let prefix = format!("{name}/{}/", version_name(number));
                    let own = codes.range(prefix.clone()..).take_while(|(key, _)| key.starts_with(&prefix));
                    let own = own.map(|(key, codes)| (key.replace(&prefix, ""), sorted(codes)));
                    own.collect::<Vec<_>>()
                };
                names.into_iter().flat_map(of).collect()
            }
            None => {
                let actions = known.into_iter().flat_map(|known| &known.actions);
                actions.filter_map(|(name, action)| Some((name.clone(), action.errors.clone()?))).collect()
            }
        };
        let sources = metadata::Sources {
            api: api.as_deref(),
            international: international.as_deref(),
            module: &version.module,
            codes: &codes,
        };
        metadata::version(&sources).map_err(|error| anyhow!(error))
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
    versions.sort_by(|a, b| a.product.cmp(&b.product).then_with(|| b.version.cmp(&a.version)));
    for version in versions {
        version.module = match known.get(&version.path()) {
            Some(known) => known.product.module.clone(),
            None => module(&version.product, &version.version, !taken.insert(version.product.clone())),
        };
    }
}
