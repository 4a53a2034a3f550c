//! `cargo xtask sweep`: runs every product of the metadata through the generator, which must not be made for one
//! product.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{fs, io};

use anyhow::{Context, Result, ensure};
use indicatif::{ParallelProgressIterator, ProgressBar, ProgressStyle};
use rayon::prelude::*;
use tencloud_spec::Diagnostic;
use tencloud_transcribe::Docs;
use tencloud_transcribe::metadata::{self, Texts};

use crate::files::{self, count};
use crate::official::Metadata;

/// One version of a product, up to the step that succeeded.
struct Swept {
    product: String,
    version: String,
    actions: usize,
    structures: usize,
    outcome: Result<BTreeMap<String, String>, Vec<Diagnostic>>,
}

/// Imports and generates every product version in `target/sweep`, and type-checks all versions of the given products.
pub(crate) fn run(metadata: &Metadata, products: &[String]) -> Result<()> {
    let started = Instant::now();
    let versions = metadata.versions()?;
    let common: BTreeMap<String, String> =
        files::read_spec()?.into_iter().filter(|(path, _)| path == "common.json").collect();
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} versions ({elapsed})")?;
    let bar = ProgressBar::new(versions.len() as u64).with_style(style);
    let swept: Vec<Swept> = versions
        .par_iter()
        .progress_with(bar)
        .map(|(product, version)| sweep(metadata, product, version, &common))
        .collect::<Result<_>>()?;
    let generated = started.elapsed();
    let scratch = files::root().join("target/sweep");
    write(&scratch, &swept)?;
    report(&swept, generated);
    let faulty = swept.iter().filter(|swept| swept.outcome.is_err()).count();
    ensure!(faulty == 0, "{} did not generate", count(faulty, "version"));
    check_types(&scratch, &swept, products)
}

fn sweep(metadata: &Metadata, product: &str, version: &str, common: &BTreeMap<String, String>) -> Result<Swept> {
    let api = metadata.api(product, version)?;
    // The folders of a few products are not named after the product with which they sign.
    let folder = metadata::folder_of(&api).unwrap_or_else(|_| format!("{product}/{version}"));
    let mut spec = common.clone();
    // Import only facts, no samples.
    let texts = Texts { api: &api, examples: None };
    let outcome = metadata::import(texts, &folder, common, Docs::Omit).and_then(|import| {
        spec.extend(import.files.into_iter().filter_map(|(path, text)| Some((path, text?))));
        tencloud_codegen::generate(&spec)
    });
    let actions = spec.keys().filter(|path| path.contains("/actions/")).count();
    let types: serde_json::Value =
        spec.get(&format!("{folder}/types.json")).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let structures = types.get("types").and_then(|types| types.as_object()).map_or(0, |types| types.len());
    Ok(Swept { product: product.to_owned(), version: version.to_owned(), actions, structures, outcome })
}

/// Writes each version's modules to a separate folder.
fn write(scratch: &Path, swept: &[Swept]) -> Result<()> {
    let generated = scratch.join("generated");
    if let Err(error) = fs::remove_dir_all(&generated)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error).with_context(|| format!("cannot empty {}", generated.display()));
    }
    swept.par_iter().try_for_each(|swept| {
        let folder = generated.join(&swept.product).join(&swept.version);
        let modules = swept
            .outcome
            .iter()
            .flatten()
            .filter_map(|(path, text)| Some((path.strip_prefix("sdk/src/generated/")?, text)));
        modules.into_iter().try_for_each(|(path, text)| files::write(&folder.join(path), text))
    })
}

fn report(swept: &[Swept], generated: Duration) {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for swept in swept {
        for error in swept.outcome.as_ref().err().into_iter().flatten() {
            eprintln!("{} {}: {error}", swept.product, swept.version);
            // The parts in backticks differ from error to error; the rest is the kind of the error.
            let kind: Vec<&str> = error.message.split('`').step_by(2).collect();
            *kinds.entry(kind.join("…")).or_default() += 1;
        }
    }
    let done = swept.iter().filter(|swept| swept.outcome.is_ok()).count();
    println!("| versions | actions | structs | errors | seconds |\n|---|---|---|---|---|");
    println!(
        "| {done} of {} | {} | {} | {} | {:.1} |",
        swept.len(),
        swept.iter().map(|swept| swept.actions).sum::<usize>(),
        swept.iter().map(|swept| swept.structures).sum::<usize>(),
        kinds.values().sum::<usize>(),
        generated.as_secs_f64()
    );
    kinds.iter().for_each(|(kind, times)| println!("{times} × {kind}"));
}

/// Type-checks every version of the products in a copy of the SDK.
fn check_types(scratch: &Path, swept: &[Swept], products: &[String]) -> Result<()> {
    for product in products {
        let versions: Vec<_> = swept.iter().filter(|swept| swept.product == *product).collect();
        ensure!(!versions.is_empty(), "the metadata has no product `{product}`");
        for Swept { version, .. } in versions {
            let package = scratch.join("package");
            lay_out(&package, &scratch.join("generated").join(product).join(version), product)?;
            let started = Instant::now();
            let status = Command::new(env!("CARGO"))
                .args(["check", "--quiet", "--offline", "--no-default-features", "--features", "tls-ring,swept"])
                .current_dir(&package)
                .env("CARGO_TARGET_DIR", scratch.join("target"))
                // What only other products use of the handwritten part is unused here.
                .env("RUSTFLAGS", "-Awarnings")
                .status()
                .context("cannot run cargo")?;
            ensure!(status.success(), "{product} {version} does not type-check");
            println!("{product} {version} type-checks ({:.1} s)", started.elapsed().as_secs_f64());
        }
    }
    Ok(())
}

/// Lays out the handwritten SDK with one product's generated code.
fn lay_out(package: &Path, generated: &Path, product: &str) -> Result<()> {
    let root = files::root();
    let mut sources = files::read_tree(&root.join("sdk/src"))?;
    sources.retain(|path, _| !path.starts_with("generated/"));
    // Under a separate feature: the handwritten part refers to some products with what people wrote in their specs.
    let (gate, own_gate) = (format!("feature = {product:?}"), "feature = \"swept\"");
    let generated = files::read_tree(generated)?.into_iter();
    sources.extend(generated.map(|(path, text)| (format!("generated/{path}"), text.replace(&gate, own_gate))));
    let src: PathBuf = package.join("src");
    let mut present = files::read_tree(&src)?;
    for (path, text) in &sources {
        // An unchanged file keeps its modification time, so that cargo does not rebuild it.
        if present.remove(path).as_ref() != Some(text) {
            files::write(&src.join(path), text)?;
        }
    }
    present.keys().try_for_each(|path| fs::remove_file(src.join(path)))?;
    files::write(&package.join("Cargo.toml"), &manifest(&root)?)?;
    fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock")).context("cannot copy Cargo.lock")?;
    Ok(())
}

/// Returns the SDK's manifest as that of a separate workspace.
fn manifest(root: &Path) -> Result<String> {
    let read = |path: &str| fs::read_to_string(root.join(path)).with_context(|| format!("cannot read {path}"));
    let (workspace, sdk) = (read("Cargo.toml")?, read("sdk/Cargo.toml")?);
    let sections = |text: &str, wanted: &dyn Fn(&str) -> bool| -> String {
        let mut keep = false;
        let lines = text.lines().filter(|line| {
            if line.starts_with('[') {
                keep = wanted(line);
            }
            keep
        });
        lines.map(|line| format!("{line}\n")).collect()
    };
    let own = sections(&sdk, &|head| !head.contains("dev-dependencies") && !head.contains("[bench]"));
    let shared = sections(&workspace, &|head| head.starts_with("[workspace."));
    let own = own.replace("[features]\n", "[features]\nswept = []\n").replace("readme = \"../README.md\"\n", "");
    let shared =
        shared.lines().filter(|line| !line.contains("path = ")).map(|line| format!("{line}\n")).collect::<String>();
    Ok(format!("[workspace]\n\n{own}\n{shared}"))
}
