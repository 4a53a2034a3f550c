//! `cargo xtask conformance`: compares the spec and the SDK with the official metadata and its samples.

mod samples;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow, ensure};
use tencloud_spec::ApiVersion;

use crate::files::{self, count};
use crate::outside;
use crate::packages::install_from_pypi;
use crate::promote::compare;
use crate::sources::Sources;

/// The release of the official Python SDK's signing code with which signatures are compared.
const PYTHON_SDK: &str = "3.1.195";

/// The number of requests that both SDKs sign.
const SIGNED: &str = "1000";

/// The handwritten parts of the program that verifies samples and signatures.
const HARNESS: &str = include_str!("conformance/harness.rs");
const COMPARE: &str = include_str!("compare.rs");
const SIGNATURES: &str = include_str!("conformance/signatures.rs");

/// Signs requests with the official Python SDK.
const SIGN: &str = include_str!("conformance/sign.py");

/// Compares everything, and prints what was compared.
pub(crate) fn run() -> Result<()> {
    let sources = Sources::new(None, None, None)?;
    let files = files::read_spec()?;
    println!("| product | actions | structs | fields | samples | corrections |\n|---|---|---|---|---|---|");
    let versions = ApiVersion::read_all(&files)?;
    for spec in versions {
        let (product, version) = (spec.product.product.as_str(), spec.product.version.as_str());
        compare_facts(&sources, product, version, &files)?;
        let samples = samples::compare(sources.own(), product, version, &spec)?;
        let [actions, structures, fields, corrections] = sizes(&spec);
        println!("| {product} {version} | {actions} | {structures} | {fields} | {samples} | {corrections} |");
    }
    println!("\nsamples that are corrected in the spec:");
    samples::CORRECTED.iter().for_each(|(difference, why)| println!("- {difference}: {why}"));
    println!();
    prove(&files)
}

/// Writes a file of made-up requests that the official Python SDK has signed.
fn sign(path: &Path) -> Result<()> {
    let library = install_from_pypi("tencentcloud-sdk-python-common", PYTHON_SDK, &[])?;
    let output = Command::new("python3")
        .args(["-c", SIGN, SIGNED])
        .env("PYTHONPATH", library)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run python3")?;
    ensure!(output.status.success(), "the official Python SDK failed to sign");
    fs::write(path, output.stdout).with_context(|| format!("cannot write {}", path.display()))
}

/// Checks that every fact of the metadata is in the spec or in a listed correction, and that every sample has its
/// counterpart. Of a partial product, only facts about the spec's actions and samples of these are checked.
fn compare_facts(sources: &Sources, product: &str, version: &str, files: &BTreeMap<String, String>) -> Result<()> {
    let changes = compare(sources, product, version, files)?;
    changes.iter().for_each(|change| eprintln!("{change}"));
    ensure!(changes.is_empty(), "{product} {version} differs from the metadata in {}", count(changes.len(), "fact"));
    Ok(())
}

/// Returns the number of actions, structs, fields and corrections of a version.
fn sizes(version: &ApiVersion) -> [usize; 4] {
    let of_types: usize = version.types.types.values().map(|structure| structure.fields.len()).sum();
    // Every response has its request id in addition to the fields of the spec.
    let of_actions: usize =
        version.actions.values().map(|action| action.parameters.len() + action.results.len() + 1).sum();
    let corrections = version.corrections.corrections.len();
    [version.actions.len(), version.types.types.len(), of_types + of_actions, corrections]
}

/// Compiles and runs the program that reads and writes every sample with the generated types.
fn prove(files: &BTreeMap<String, String>) -> Result<()> {
    let samples = tencloud_codegen::proof(files).map_err(|errors| {
        errors.iter().for_each(|error| eprintln!("{error}"));
        anyhow!("{}", count(errors.len(), "error"))
    })?;
    let package = files::root().join("target/conformance");
    outside::write(&package, "tencloud-conformance", "serde = \"1\"\n")?;
    files::write(&package.join("src/main.rs"), HARNESS)?;
    files::write(&package.join("src/compare.rs"), COMPARE)?;
    files::write(&package.join("src/samples.rs"), &samples)?;
    files::write(&package.join("src/signatures.rs"), SIGNATURES)?;
    let signed = package.join("signed.jsonl");
    sign(&signed)?;
    let status = outside::run(&package).arg("--").arg(signed).status().context("cannot run cargo")?;
    ensure!(status.success(), "the SDK differs from the official one");
    Ok(())
}
