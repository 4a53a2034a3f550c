//! `cargo xtask codegen [--check]`: both forms run the same code, so that the check covers exactly what would be
//! written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result, anyhow, bail};
use similar::TextDiff;
use tencloud_codegen::{Package, package};
use tencloud_spec::{ApiVersion, Diagnostic};

use crate::files::{self, count};

/// The folders that contain only generated files.
const GENERATED: [&str; 4] = ["sdk/src/common", "sdk/src/generated", "spec/schema", OUTSIDE];

/// The made-up product of the tests, generated as a crate that depends on the SDK: its spec, and its folder.
const MADE_UP: &str = "tests/pipeline/golden/spec";
const OUTSIDE: &str = "tests/outside";

/// How a file differs from the generated one.
enum Difference<'a> {
    Missing(&'a str),
    Stale { old: &'a str, new: &'a str },
    Surplus,
}

/// Generates everything; with `check`, only reports what would change, and fails if anything would.
pub(crate) fn run(check: bool) -> Result<()> {
    let root = files::root();
    let mut expected = generated(tencloud_codegen::generate(&files::read_spec()?), " in the spec")?;
    expected.extend(made_up(&files::read_tree(&root.join(MADE_UP))?)?);
    let mut present = BTreeMap::new();
    for folder in GENERATED {
        let tree = files::read_tree(&root.join(folder))?;
        present.extend(tree.into_iter().map(|(path, text)| (format!("{folder}/{path}"), text)));
    }
    let differences = compare(&expected, &present);
    if check {
        return report(&differences);
    }
    for (path, difference) in &differences {
        let file = root.join(path);
        match difference {
            Difference::Missing(text) | Difference::Stale { new: text, .. } => files::write(&file, text)?,
            Difference::Surplus => fs::remove_file(&file).with_context(|| format!("cannot remove {path}"))?,
        }
    }
    println!("{} generated, {} changed", count(expected.len(), "file"), differences.len());
    Ok(())
}

/// Generates the crate of the made-up product.
fn made_up(spec: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>> {
    let versions = ApiVersion::read_all(spec)?;
    let common = spec.get("common.json").map(String::as_str).unwrap_or_default();
    let made_up = package(Package {
        common: &serde_json::from_str(common).context("cannot read common.json")?,
        versions,
        actions: &[],
        descriptions: &BTreeMap::new(),
        sdk_path: Some("../../sdk"),
        is_workspace: false,
    });
    let made_up = generated(made_up, " in the made-up product")?;
    Ok(made_up.files.into_iter().map(|(path, text)| (format!("{OUTSIDE}/{path}"), text)).collect())
}

/// Prints the errors that the generator reports, if there are any. `place` is where they are.
pub(crate) fn generated<T>(result: Result<T, Vec<Diagnostic>>, place: &str) -> Result<T> {
    result.map_err(|errors| {
        errors.iter().for_each(|error| eprintln!("{error}"));
        anyhow!("{}{place}; nothing was generated", count(errors.len(), "error"))
    })
}

fn compare<'a>(
    expected: &'a BTreeMap<String, String>,
    present: &'a BTreeMap<String, String>,
) -> Vec<(&'a str, Difference<'a>)> {
    let paths: BTreeSet<&str> = expected.keys().chain(present.keys()).map(String::as_str).collect();
    let difference = |path| match (present.get(path), expected.get(path)) {
        (None, Some(new)) => Some(Difference::Missing(new)),
        (Some(old), Some(new)) if old != new => Some(Difference::Stale { old, new }),
        (Some(_), None) => Some(Difference::Surplus),
        _ => None,
    };
    paths.into_iter().filter_map(|path| Some((path, difference(path)?))).collect()
}

fn report(differences: &[(&str, Difference<'_>)]) -> Result<()> {
    for (path, difference) in differences {
        match difference {
            Difference::Missing(_) => eprintln!("{path}: missing"),
            Difference::Surplus => eprintln!("{path}: not generated from the spec"),
            Difference::Stale { old, new } => {
                let diff = TextDiff::from_lines(*old, *new);
                eprint!("{}", diff.unified_diff().header(&format!("{path} (found)"), &format!("{path} (expected)")));
            }
        }
    }
    if differences.is_empty() {
        println!("generated files are up to date");
        return Ok(());
    }
    bail!("{} out of date; run `cargo xtask codegen`", count(differences.len(), "file"))
}
