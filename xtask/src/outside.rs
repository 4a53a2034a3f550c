//! Programs outside the workspace that use the SDK with all of its products.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::files;

/// Writes the manifest of a program, which has these dependencies, too.
pub(crate) fn write(folder: &Path, name: &str, dependencies: &str) -> Result<()> {
    let spec = files::read_spec()?;
    // Not all products are default features.
    let products: BTreeSet<&str> = spec.keys().filter_map(|path| Some(path.split_once('/')?.0)).collect();
    let manifest = format!(
        "[package]\nname = {name:?}\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\
         serde_json = {{ version = \"1\", features = [\"preserve_order\"] }}\n\
         tencloud = {{ path = {:?}, features = {:?} }}\n\n[workspace]\n",
        files::root().join("sdk"),
        Vec::from_iter(products)
    );
    files::write(&folder.join("Cargo.toml"), &manifest)?;
    fs::copy(files::root().join("Cargo.lock"), folder.join("Cargo.lock")).context("cannot copy Cargo.lock")?;
    Ok(())
}

/// Returns the command that builds and runs a program. All programs share what they depend on.
pub(crate) fn run(folder: &Path) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["run", "--quiet"]).current_dir(folder);
    cargo.env("CARGO_TARGET_DIR", files::root().join("target/outside"));
    cargo
}
