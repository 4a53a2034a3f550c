//! Type-checks crates, all of which depend on one build of the SDK.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use crate::files::count;

/// How many crates are checked at a time: a large one needs more than a gigabyte of memory.
const JOBS: &str = "-j2";

/// Type-checks crates of a workspace with all of their features, and fails with a list if any has errors or warnings. If
/// there are programs, which use the crates, all of them are built.
pub(super) fn run(workspace: &Path, crates: &[&str], programs: &[String]) -> Result<()> {
    let started = Instant::now();
    let names: Vec<&str> = crates.iter().copied().chain(programs.iter().map(String::as_str)).collect();
    let mut cargo = Command::new(env!("CARGO"))
        .args([
            if programs.is_empty() { "check" } else { "build" },
            "--workspace",
            "--all-features",
            "--offline",
            "--keep-going",
            "--message-format=json",
            JOBS,
        ])
        .current_dir(workspace)
        .env("RUSTFLAGS", "-Dwarnings")
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("CARGO_TARGET_DIR")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot run cargo")?;
    let bar = ProgressBar::new(names.len() as u64);
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} packages checked ({elapsed})")?);
    let mut failed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut checked, mut done) = (0, 0);
    for line in BufReader::new(cargo.stdout.take().context("cargo has no output")?).lines() {
        let Ok(event) = serde_json::from_str::<Value>(&line.context("cannot read cargo's output")?) else { continue };
        let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let Some(name) = names.iter().find(|name| is_of(text("/package_id"), name)) else { continue };
        match text("/reason") {
            "compiler-artifact" => {
                done += 1;
                checked += usize::from(crates.contains(name));
            }
            "compiler-message" if text("/message/level") == "error" => {
                let rendered = text("/message/rendered").to_owned();
                let errors = failed.entry((*name).to_owned()).or_default();
                errors.push(rendered);
            }
            _ => {}
        }
        bar.set_position((done + failed.len()) as u64);
    }
    let status = cargo.wait().context("cannot run cargo")?;
    bar.finish_and_clear();
    for error in failed.values().flat_map(|errors| errors.iter().take(2)) {
        eprintln!("{error}");
    }
    println!("{} of {} type-check ({:.0} s)", checked, count(crates.len(), "crate"), started.elapsed().as_secs_f64());
    if !failed.is_empty() {
        bail!("{} do not type-check: {}", failed.len(), failed.keys().cloned().collect::<Vec<_>>().join(", "));
    }
    ensure!(status.success() && checked == crates.len(), "cargo failed in {}", workspace.display());
    Ok(())
}

/// Returns whether a package id is that of a crate in the workspace.
fn is_of(id: &str, name: &str) -> bool {
    id.split_once('#').is_some_and(|(path, _)| path.rsplit('/').next() == Some(name))
}
