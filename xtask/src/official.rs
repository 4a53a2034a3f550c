//! The official metadata, which the PyPI package tccli contains.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use tencloud_spec::version_name;

use crate::packages::install_from_pypi;

/// The release of the PyPI package tccli whose metadata the spec follows.
const TCCLI: &str = "3.1.189.1";

/// The release of the PyPI package tccli-intl-en, whose metadata describes what the international site has.
const TCCLI_INTL: &str = "3.1.193.1";

/// Installs the package tccli without the packages that it needs, and returns its folder.
pub(crate) fn tccli() -> Result<PathBuf> {
    install_from_pypi("tccli", TCCLI, &["--no-deps"])
}

/// The official metadata: the folder `services` of the package tccli.
pub(crate) struct Metadata(PathBuf);

impl Metadata {
    /// Returns the metadata in a folder or, without one, that of the release that the spec follows, which is installed
    /// if necessary.
    pub(crate) fn new(folder: Option<PathBuf>) -> Result<Metadata> {
        let folder = match folder {
            Some(folder) => folder,
            None => tccli()?.join("tccli/services"),
        };
        ensure!(folder.is_dir(), "{} does not exist; pass the folder `services` of tccli", folder.display());
        Ok(Metadata(folder))
    }

    /// Returns the metadata of the international site in a folder or, without one, that of the release that the spec
    /// follows, which is installed if necessary.
    pub(crate) fn international(folder: Option<PathBuf>) -> Result<Metadata> {
        match folder {
            Some(folder) => Metadata::new(Some(folder)),
            None => Metadata::new(Some(
                install_from_pypi("tccli-intl-en", TCCLI_INTL, &["--no-deps"])?.join("tccli/services"),
            )),
        }
    }

    /// Returns the release of the package that contains the metadata.
    pub(crate) fn release(&self) -> Result<String> {
        let path = self.0.parent().unwrap_or(&self.0).join("__init__.py");
        let line = read(&path)?;
        let release = line.lines().find_map(|line| line.strip_prefix("__version__")?.split(['\'', '"']).nth(1));
        Ok(release.with_context(|| format!("{} names no release", path.display()))?.to_owned())
    }

    /// Returns all versions of all products, oldest first.
    pub(crate) fn versions(&self) -> Result<Vec<(String, String)>> {
        let mut found = Vec::new();
        for product in folders(&self.0)? {
            for version in folders(&self.0.join(&product))? {
                let digits = version.trim_start_matches('v');
                let dated = digits.get(..4).zip(digits.get(4..6)).zip(digits.get(6..8));
                let version = dated.map(|((year, month), day)| format!("{year}-{month}-{day}"));
                let is_there = |version: &String| self.has(&product, version);
                found.extend(version.filter(is_there).map(|version| (product.clone(), version)));
            }
        }
        found.sort();
        ensure!(!found.is_empty(), "{} contains no metadata; pass the folder `services` of tccli", self.0.display());
        Ok(found)
    }

    /// Returns whether the metadata describes a product version.
    pub(crate) fn has(&self, product: &str, version: &str) -> bool {
        self.path(product, version, "api.json").is_file()
    }

    /// Returns the facts of a product version: the text of `api.json`.
    pub(crate) fn api(&self, product: &str, version: &str) -> Result<String> {
        let path = self.path(product, version, "api.json");
        ensure!(path.is_file(), "{} does not exist; check the product, the version, and --metadata", path.display());
        read(&path)
    }

    /// Returns the samples of a product version: the text of `examples.json`, if there is one.
    pub(crate) fn examples(&self, product: &str, version: &str) -> Result<Option<String>> {
        let path = self.path(product, version, "examples.json");
        path.is_file().then(|| read(&path)).transpose()
    }

    fn path(&self, product: &str, version: &str, file: &str) -> PathBuf {
        self.0.join(product).join(version_name(version)).join(file)
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn folders(of: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(of).with_context(|| format!("cannot list {}", of.display()))?;
    let folders = entries.filter_map(|entry| entry.ok().filter(|entry| entry.path().is_dir()));
    Ok(folders.filter_map(|entry| entry.file_name().into_string().ok()).collect())
}
