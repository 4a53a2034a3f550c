//! `cargo xtask import`: imports facts of the official metadata into the spec.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, anyhow, ensure};
use tencloud_transcribe::Docs;
use tencloud_transcribe::metadata::{self, Import, Texts};

use crate::files::{self, count};
use crate::official::Metadata;

/// Imports one version of a product; with `check`, only reports changes.
pub(crate) fn run(metadata: &Metadata, product: &str, version: &str, check: bool) -> Result<()> {
    ensure!(product.chars().all(|c| c.is_ascii_alphanumeric()), "invalid product name `{product}`");
    let Import { files: changed, changes, warnings } = import(metadata, product, version, &files::read_spec()?)?;
    warnings.iter().for_each(|warning| eprintln!("{warning}"));
    changes.iter().for_each(|change| println!("{change}"));
    let breaking = changes.iter().filter(|change| change.is_breaking()).count();
    println!("{}, {breaking} of them breaking", count(changes.len(), "change"));
    if check {
        let stale = count(changed.len(), "file");
        ensure!(changed.is_empty(), "{stale} of the spec would change; run the same command without --check");
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

/// Returns one version of a product as the metadata updates it, without writing it.
pub(crate) fn import(
    metadata: &Metadata,
    product: &str,
    version: &str,
    files: &BTreeMap<String, String>,
) -> Result<Import> {
    let (api, examples) = (metadata.api(product, version)?, metadata.examples(product, version)?);
    let texts = Texts { api: &api, examples: examples.as_deref() };
    metadata::import(texts, &format!("{product}/{version}"), files, Docs::Placeholder).map_err(|errors| {
        errors.iter().for_each(|error| eprintln!("{error}"));
        anyhow!("{}; nothing was imported", count(errors.len(), "error"))
    })
}
