//! `cargo xtask import`: facts of the official metadata into the spec.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail, ensure};
use tencloud_transcribe::Docs;
use tencloud_transcribe::metadata::{self, Import};

use crate::files::{self, count};

/// Imports one version of a product; with `check` only reports.
pub(crate) fn run(metadata: &Path, product: &str, version: &str, check: bool) -> Result<()> {
    ensure!(product.chars().all(|c| c.is_ascii_alphanumeric()), "invalid product name `{product}`");
    let text = read_metadata(metadata, product, version)?;
    let folder = format!("{product}/{version}");
    let import = metadata::import(&text, &folder, &files::read_spec()?, Docs::Placeholder);
    let Import { files: changed, changes } = import.map_err(|errors| {
        errors.iter().for_each(|error| eprintln!("{error}"));
        anyhow!("{}; nothing was imported", count(errors.len(), "error"))
    })?;
    changes.iter().for_each(|change| println!("{change}"));
    let breaking = changes.iter().filter(|change| change.is_breaking()).count();
    println!("{}, {breaking} of them breaking", count(changes.len(), "change"));
    if check {
        let stale = count(changed.len(), "file");
        ensure!(changed.is_empty(), "{stale} of the spec would change; run the same without --check");
        return Ok(());
    }
    let spec = files::root().join("spec");
    for (path, text) in &changed {
        match text {
            Some(text) => files::write(&spec.join(path), text)?,
            None => fs::remove_file(spec.join(path)).with_context(|| format!("cannot remove spec/{path}"))?,
        }
        println!("{} spec/{path}", if text.is_some() { "wrote" } else { "removed" });
    }
    Ok(())
}

/// The folder of the metadata in an installed package tccli.
pub(crate) fn services(installed: &Path) -> PathBuf {
    installed.join("tccli/services")
}

/// The text of a product version's `api.json`, below the folder `services` of the package tccli.
pub(crate) fn read_metadata(metadata: &Path, product: &str, version: &str) -> Result<String> {
    let path = metadata.join(product).join(format!("v{}", version.replace('-', ""))).join("api.json");
    if !path.is_file() {
        bail!("{} does not exist; pass the folder `services` of the PyPI package tccli as --metadata", path.display());
    }
    fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}
