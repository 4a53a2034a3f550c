//! `cargo xtask new-action NAME`: writes a spec file for which `cargo xtask codegen` lists what is left to fill in.

use std::fs;

use anyhow::{Context, Result, bail, ensure};
use tencloud_transcribe::new_action;

use crate::files;

/// Writes the skeleton of an action, and prints its path and the next steps.
pub(crate) fn run(name: &str, product: &str, version: Option<&str>) -> Result<()> {
    let plain = name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_alphanumeric());
    ensure!(plain, "invalid action name `{name}`; write it as the documentation does, such as DescribeSlowLog");
    let folder = files::root().join("spec").join(product);
    let mut versions: Vec<String> = fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().filter(|entry| entry.path().is_dir())?.file_name().into_string().ok())
        .collect();
    versions.sort();
    let newest =
        versions.last().with_context(|| format!("no product `{product}` in spec/; add its product.json first"))?;
    let version = match version {
        Some(version) if versions.iter().any(|known| known == version) => version,
        Some(version) => bail!("`{product}` has no version {version}, only {}", versions.join(", ")),
        None => newest,
    };
    let path = folder.join(version).join("actions").join(format!("{name}.json"));
    ensure!(!path.exists(), "{name} already exists: {}", path.display());
    files::write(&path, &new_action(name))?;
    let shown = path.strip_prefix(files::root())?.display().to_string();
    println!("wrote {shown}\nfill it in from the page; `cargo xtask codegen` lists what is left");
    Ok(())
}
