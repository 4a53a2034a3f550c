//! `cargo xtask products`: writes the crates of all products, checks and packages them, and plans their publication.

mod check;
mod pack;
mod plan;
mod samples;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use indicatif::{ParallelProgressIterator, ProgressBar, ProgressStyle};
use rayon::prelude::*;
use tencloud_codegen::{Crate, Package, crate_name, package};
use tencloud_spec::Diagnostic;

use self::plan::Written;
use self::samples::{Mode, Samples};
use crate::apis;
use crate::files::{self, count};
use crate::product::relative;

/// The options of the command.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only these products.
    products: Vec<String>,
    /// Only write the crates.
    #[arg(long)]
    write_only: bool,
    /// Also build the crates, decode and encode all official samples with them, and compare what is lost with
    /// docs/samples.txt, or write that file.
    #[arg(long, value_name = "MODE")]
    samples: Option<Mode>,
    /// The hashes of what has been published, one crate a line; without the file, nothing has been.
    #[arg(long, value_name = "FILE")]
    published: Option<PathBuf>,
    /// Replace the hashes in that file by those of the crates that have changed, with the current version: after
    /// publishing them. Other crates stay recorded.
    #[arg(long, requires = "published", conflicts_with = "write_only")]
    record: bool,
}

pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let Arguments { products, write_only, samples, published, record } = arguments;
    let is_partial = !products.is_empty() && samples == Some(Mode::Write);
    ensure!(!is_partial, "the file of samples is about all products; omit their names");
    let products = if products.is_empty() { apis::products() } else { products.iter().map(String::as_str).collect() };
    let folder = files::root().join("target/products");
    let crates = generate(&products, &folder)?;
    let names: Vec<&str> = crates.iter().map(|written| written.name.as_str()).collect();
    let samples = samples.map(|mode| Samples::new(mode, &products, &folder, &crates)).transpose()?;
    let programs = samples.as_ref().map(|samples| &*samples.programs).unwrap_or_default();
    workspace(&folder, &names, programs)?;
    if write_only {
        return Ok(());
    }
    check::run(&folder, &names, programs)?;
    if let Some(samples) = &samples {
        samples.run(&folder, &products)?;
    }
    pack::run(&folder, &names)?;
    let mut recorded = match &published {
        Some(file) => plan::read(&fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?),
        None => BTreeMap::new(),
    };
    print!("{}", plan::text(&crates, &recorded));
    let Some(file) = published.filter(|_| record) else { return Ok(()) };
    plan::record(&mut recorded, &crates);
    files::write(&file, &plan::written(&recorded))
}

/// Writes the crates, each into a folder of its own.
fn generate(products: &[&str], folder: &Path) -> Result<Vec<Written>> {
    let started = Instant::now();
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} products ({elapsed})")?;
    let bar = ProgressBar::new(products.len() as u64).with_style(style);
    let generated: Vec<Result<Written, Vec<Diagnostic>>> =
        products.par_iter().progress_with(bar).map(|product| one(product, folder)).collect::<Result<_>>()?;
    let (mut crates, mut errors) = (Vec::new(), Vec::new());
    for generated in generated {
        match generated {
            Ok(written) => crates.push(written),
            Err(found) => errors.extend(found),
        }
    }
    report(&crates, &errors, started.elapsed());
    ensure!(errors.is_empty(), "{} did not generate", count(products.len() - crates.len(), "product"));
    Ok(crates)
}

fn one(product: &str, folder: &Path) -> Result<Result<Written, Vec<Diagnostic>>> {
    let versions = apis::product(product)?;
    let count = versions.len();
    let folder = folder.join(crate_name(product));
    let path = relative(&folder, &files::root().join("sdk"));
    let generated = package(Package {
        common: apis::common()?,
        versions,
        actions: &[],
        descriptions: &BTreeMap::new(),
        sdk_path: Some(&path),
        is_workspace: false,
    });
    Ok(match generated {
        Ok(Crate { name, actions, types, files, .. }) => {
            tencloud_build::folder::write(&folder, &files)?;
            Ok(Written { name, product: product.to_owned(), versions: count, actions, types, hash: plan::hash(&files) })
        }
        Err(errors) => Err(errors),
    })
}

fn report(crates: &[Written], errors: &[Diagnostic], elapsed: Duration) {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for error in errors {
        eprintln!("{error}");
        // The parts in backticks differ from error to error; the rest is the kind of the error.
        let kind: Vec<&str> = error.message.split('`').step_by(2).collect();
        *kinds.entry(kind.join("…")).or_default() += 1;
    }
    let sum = |of: fn(&Written) -> usize| crates.iter().map(of).sum::<usize>();
    println!("| crates | versions | actions | data types | errors | seconds |\n|---|---|---|---|---|---|");
    println!(
        "| {} | {} | {} | {} | {} | {:.1} |",
        crates.len(),
        sum(|written| written.versions),
        sum(|written| written.actions.len()),
        sum(|written| written.types),
        errors.len(),
        elapsed.as_secs_f64()
    );
    kinds.iter().for_each(|(kind, times)| println!("{times} × {kind}"));
}

/// Makes the crates one workspace, so that they share what they depend on.
fn workspace(folder: &Path, crates: &[&str], programs: &[String]) -> Result<()> {
    let names = crates.iter().copied().chain(programs.iter().map(String::as_str));
    let members: String = names.map(|name| format!("    {name:?},\n")).collect();
    // Neither debug information nor unwinding is needed to run samples, and both cost time and space.
    let profile = "[profile.dev]\ndebug = false\npanic = \"abort\"\n";
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [\n{members}]\n\n{profile}");
    files::write(&folder.join("Cargo.toml"), &manifest)?;
    let lock = files::root().join("Cargo.lock");
    fs::copy(lock, folder.join("Cargo.lock")).context("cannot copy Cargo.lock")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::{Args, Command};

    use super::*;

    #[test]
    fn only_what_is_planned_is_recorded() {
        for (options, is_accepted) in [
            ("--published hashes --record", true),
            ("--published hashes --write-only", true),
            ("--record", false),
            ("--published hashes --record --write-only", false),
        ] {
            let command = Arguments::augment_args(Command::new("products"));
            let parsed = command.try_get_matches_from(["products"].into_iter().chain(options.split(' ')));
            assert_eq!(parsed.is_ok(), is_accepted, "{options}");
        }
    }
}
