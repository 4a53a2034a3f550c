//! `cargo xtask dist`: builds the binary `tencloud` as it is shipped, with its manual page and completion scripts.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::files;

/// The shells with completion scripts, and what the file of each is called.
const SHELLS: [(&str, &str); 5] = [
    ("bash", "tencloud.bash"),
    ("elvish", "tencloud.elv"),
    ("fish", "tencloud.fish"),
    ("powershell", "tencloud.ps1"),
    ("zsh", "_tencloud"),
];

/// Writes everything to `target/dist/package`.
pub(crate) fn run() -> Result<()> {
    let program = build()?;
    let folder = files::root().join("target/dist/package");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let copy = folder.join("tencloud");
    fs::copy(&program, &copy).with_context(|| format!("cannot write {}", copy.display()))?;
    files::write(&folder.join("tencloud.1"), &output(&program, &["man"])?)?;
    for (shell, name) in SHELLS {
        // The script names the program that wrote it; a package is installed elsewhere.
        let script = output(&program, &["completion", shell])?.replace(&*program.to_string_lossy(), "tencloud");
        files::write(&folder.join("completions").join(name), &script)?;
    }
    let size = fs::metadata(&copy)?.len();
    println!("tencloud: {size} bytes, a manual page and {} completion scripts in {}", SHELLS.len(), folder.display());
    Ok(())
}

/// Builds the binary with the profile `dist`, and returns its path.
pub(crate) fn build() -> Result<PathBuf> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--locked", "--profile", "dist", "--package", "tencloud-cli"]);
    let status = cargo.current_dir(files::root()).status().context("cannot run cargo")?;
    ensure!(status.success(), "tencloud does not compile");
    Ok(files::root().join("target/dist/tencloud"))
}

fn output(program: &Path, arguments: &[&str]) -> Result<String> {
    let output =
        Command::new(program).args(arguments).output().with_context(|| format!("cannot run {}", program.display()))?;
    ensure!(
        output.status.success(),
        "tencloud {} failed: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}
