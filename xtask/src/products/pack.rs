//! Packages crates, without a registry.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::samples::PROGRAM;
use crate::files::count;

/// The largest package that the registry accepts, in bytes.
const LARGEST: u64 = 10 * 1024 * 1024;

/// Packages all crates of a workspace, and fails if one is too large for the registry. The SDK that they need is not on a
/// registry, so that they are neither built from their packages nor contain a lock file.
pub(super) fn run(workspace: &Path, names: &[&str]) -> Result<()> {
    let output = Command::new(env!("CARGO"))
        .args(["package", "--workspace", "--offline", "--no-verify", "--exclude-lockfile", "--allow-dirty", "--quiet"])
        .args(["--exclude", &format!("{PROGRAM}*")])
        .current_dir(workspace)
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .context("cannot run cargo")?;
    ensure!(output.status.success(), "cargo package failed:\n{}", String::from_utf8_lossy(&output.stderr));
    let (mut total, mut too_large) = (0, Vec::new());
    for name in names {
        let file = workspace.join("target/package").join(format!("{name}-{}.crate", env!("CARGO_PKG_VERSION")));
        let size = file.metadata().with_context(|| format!("{} does not exist", file.display()))?.len();
        total += size;
        if size > LARGEST {
            too_large.push(*name);
        }
    }
    ensure!(too_large.is_empty(), "too large for the registry: {}", too_large.join(", "));
    println!("{} packaged, {:.1} MB", count(names.len(), "crate"), total as f64 / 1e6);
    Ok(())
}
