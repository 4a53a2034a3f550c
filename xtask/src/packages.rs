//! Packages from PyPI and npm, installed in `target`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::files;

/// Installs a release of a PyPI package, unless it is already installed, and returns its folder. The options can contain
/// other packages for the same folder.
pub(crate) fn install_from_pypi(package: &str, release: &str, options: &[&str]) -> Result<PathBuf> {
    install(package, release, |folder| {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--no-compile", "--upgrade"]).args(options);
        pip.arg("--target").arg(folder).arg(format!("{package}=={release}"));
        pip
    })
}

/// Installs a release of an npm package, unless it is already installed, and returns its folder, which also contains the
/// other packages. Runs no scripts of them.
pub(crate) fn install_from_npm(package: &str, release: &str, others: &[&str]) -> Result<PathBuf> {
    install(package, release, |folder| {
        let mut npm = Command::new("npm");
        npm.args(["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]);
        npm.arg("--prefix").arg(folder).arg(format!("{package}@{release}")).args(others);
        npm
    })
}

fn install(package: &str, release: &str, command: impl FnOnce(&Path) -> Command) -> Result<PathBuf> {
    let target = files::root().join("target").join(format!("{package}-{release}"));
    if !target.is_dir() {
        // Moved to its final place only when it is complete.
        let partial = target.with_extension("partial");
        let mut command = command(&partial);
        let program = command.get_program().to_string_lossy().into_owned();
        let status = command.status().with_context(|| format!("cannot run {program}, which installs {package}"))?;
        ensure!(status.success(), "{program} could not install {package} {release}");
        fs::rename(&partial, &target).with_context(|| format!("cannot write {}", target.display()))?;
    }
    Ok(target)
}
