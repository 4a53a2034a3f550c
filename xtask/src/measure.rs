//! `cargo xtask measure`: the costs of the SDK, measured on this machine in one run.

mod cli;
mod compile;
mod explorer;
mod load;
mod products;

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;

use self::compile::{Cost, size};
use crate::files;

/// What to measure.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum What {
    /// The time to compile the SDK, and the size of a program that uses it.
    Build,
    /// The time and the memory that runs of `tencloud` take, beside those of tccli and aws, and the size of its binary.
    Cli,
    /// The costs of signing, records and whole calls, compared with the least that they require. Fails if one exceeds
    /// its limit.
    Calls,
    /// How quick the API explorer is, in a browser and without.
    Explorer,
    /// What calls cost the emulator, and how long it takes to start. Fails if a cost exceeds its limit.
    Emulator,
    /// The time to compile products as crates, as features and as modules of a build script, and the size of the catalog
    /// with all facts.
    Products,
}

/// The number of rounds, of which the fastest counts, since noise only adds time.
const ROUNDS: u32 = 5;

/// The features of the SDK that a small program needs. The plain program has the same TLS provider.
const SMALL: [&str; 2] = ["redis", "tls-ring"];

/// A program that makes one call, and one that sends the same bytes through plain reqwest.
const PROGRAMS: [(&str, &str); 2] =
    [("typed", include_str!("measure/typed.rs")), ("plain", include_str!("measure/plain.rs"))];

pub(crate) fn run(what: What) -> Result<()> {
    match what {
        What::Build => build(),
        What::Calls => benches("tencloud", &["signing", "records", "calls"]),
        What::Emulator => benches("tencloud-emulator", &["throughput"]),
        What::Cli => cli::run(),
        What::Explorer => explorer::run(),
        What::Products => products::run(),
    }
}

/// Runs every benchmark of a package, and then fails if any of them has failed.
fn benches(package: &str, all: &[&str]) -> Result<()> {
    let mut over = Vec::new();
    for &bench in all {
        let status = Command::new(env!("CARGO"))
            .args(["bench", "--quiet", "--package", package, "--bench", bench])
            .current_dir(files::root())
            .status()
            .context("cannot run cargo")?;
        println!();
        if !status.success() {
            over.push(bench);
        }
    }
    ensure!(over.is_empty(), "over their limits: {}", over.join(", "));
    Ok(())
}

fn build() -> Result<()> {
    let target = files::root().join("target/measure");
    println!("| `tencloud` with Redis, dependencies built | whole | handwritten part | generated code |");
    println!("|---|---|---|---|");
    for (name, arguments) in
        [("check", &["check"][..]), ("debug build", &["build"]), ("release build", &["build", "--release"])]
    {
        let [whole, hand] = least(&target, arguments, ["tls-ring,redis", "tls-ring"])?;
        println!("| {name} | {whole:.2} s | {hand:.2} s | {:.2} s |", whole - hand);
    }
    cargo(&target, &["build", "--release"], &[])?;
    let library = size(&target.join("release/libtencloud.rlib"))?;
    println!("\n| size | bytes |\n|---|---|\n| release rlib | {library} |");
    let sizes = programs(&target)?;
    for (name, size) in &sizes {
        println!("| program, {name}, features {}, release, stripped | {size} |", SMALL.join(" and "));
    }
    if let [(_, typed), (_, plain)] = sizes.as_slice() {
        println!("| typed over plain | {} |", i128::from(*typed) - i128::from(*plain));
    }
    Ok(())
}

/// Returns the shortest time in seconds to build the package alone with each set of features, which take turns.
fn least(target: &Path, arguments: &[&str], features: [&str; 2]) -> Result<[f64; 2]> {
    let build = |features| cargo(target, arguments, &["--no-default-features", "--features", features]);
    features.into_iter().try_for_each(|features| build(features).map(drop))?;
    let release: &[&str] = if arguments.contains(&"--release") { &["--release"] } else { &[] };
    let mut least = [f64::INFINITY; 2];
    for _ in 0..ROUNDS {
        for (least, features) in least.iter_mut().zip(features) {
            cargo(target, &["clean"], release)?;
            *least = least.min(build(features)?.elapsed);
        }
    }
    Ok(least)
}

fn cargo(target: &Path, arguments: &[&str], more: &[&str]) -> Result<Cost> {
    compile::cargo(&files::root(), target, &[arguments, &["--package", "tencloud"], more].concat())
}

/// Builds the programs and returns their sizes.
fn programs(target: &Path) -> Result<Vec<(&'static str, u64)>> {
    let root = files::root();
    let package = target.join("programs");
    let manifest = format!(
        "[package]\nname = \"programs\"\nedition = \"2024\"\n\n[dependencies]\n\
         reqwest = {{ version = \"0.13.5\", default-features = false, features = [\"rustls-no-provider\"] }}\n\
         rustls = {{ version = \"0.23\", default-features = false, features = [\"ring\", \"std\", \"tls12\"] }}\n\
         tencloud = {{ path = {:?}, default-features = false, features = {SMALL:?} }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n\n\
         [profile.release]\nstrip = true\n\n[workspace]\n",
        root.join("sdk")
    );
    files::write(&package.join("Cargo.toml"), &manifest)?;
    for (name, text) in PROGRAMS {
        files::write(&package.join(format!("src/bin/{name}.rs")), text)?;
    }
    fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock")).context("cannot copy Cargo.lock")?;
    let built = package.join("target");
    compile::cargo(&package, &built, &["build", "--release"])?;
    PROGRAMS.iter().map(|(name, _)| Ok((*name, size(&built.join("release").join(name))?))).collect()
}
