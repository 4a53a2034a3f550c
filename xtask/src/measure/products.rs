//! What products cost that are no part of the SDK: as crates, as modules of a build script, and in the catalog.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::compile::{Cost, cargo, size};
use crate::files;

/// The products whose crates are measured.
const CRATES: [&str; 4] = ["cvm", "sms", "dnspod", "hunyuan"];

/// The product that is also measured as a feature of the SDK.
const FEATURE: &str = "sms";

/// The builds that are measured.
const BUILDS: [&[&str]; 3] = [&["check"], &["build"], &["build", "--release"]];

/// The number of rounds, of which the one with the least CPU time counts.
const ROUNDS: u32 = 3;

/// Build scripts: the name of the package, and the actions of `cvm`, `None` without a build script.
const SCRIPTS: [(&str, Option<&str>); 3] =
    [("plain", None), ("two", Some(".actions([\"DescribeZones\", \"DescribeInstances\"])")), ("all", Some(""))];

/// Programs that have the catalog as a dependency.
const CATALOG: [(&str, &str); 2] = [("reads", include_str!("reads.rs")), ("ignores", include_str!("ignores.rs"))];

pub(super) fn run() -> Result<()> {
    let target = files::root().join("target/measure");
    crates(&target)?;
    scripts(&target)?;
    catalog(&target)
}

/// The CPU times of the builds, and the sizes of the libraries of the last two.
struct Row {
    cpu: [f64; BUILDS.len()],
    sizes: [u64; 2],
}

/// Prints what products cost alone, after everything that they depend on has been built.
fn crates(target: &Path) -> Result<()> {
    println!("| CPU time, dependencies built | check | debug build | release build | debug rlib | release rlib |");
    println!("|---|---|---|---|---|---|");
    for product in CRATES {
        let name = format!("tencloud-{product}");
        let folder = target.join("crates").join(&name);
        let mut xtask = Command::new(env::current_exe()?);
        let status = xtask.args(["product", product, "--out"]).arg(&folder).stdout(Stdio::null()).status();
        ensure!(status.context("cannot run xtask")?.success(), "{product} did not generate");
        copy_lock(&folder)?;
        let row = row(&folder, &target.join("crates/target"), &name, &[])?;
        print(&format!("crate `{name}`"), &row);
    }
    let sdk = |features: &str| {
        let features = ["--no-default-features", "--features", features];
        row(&files::root(), target, "tencloud", &features)
    };
    let (without, with) = (sdk("tls-ring")?, sdk(&format!("tls-ring,{FEATURE}"))?);
    let mut added = with;
    added.cpu.iter_mut().zip(without.cpu).for_each(|(with, without)| *with -= without);
    added.sizes.iter_mut().zip(without.sizes).for_each(|(with, without)| *with = with.saturating_sub(without));
    print(&format!("feature `{FEATURE}` of `tencloud`, added"), &added);
    print("`tencloud` without products", &without);
    Ok(())
}

fn print(name: &str, row: &Row) {
    let cpu: String = row.cpu.iter().map(|cpu| format!(" {cpu:.1} s |")).collect();
    let sizes: String = row.sizes.iter().map(|size| format!(" {} KB |", size / 1000)).collect();
    println!("| {name} |{cpu}{sizes}");
}

/// Measures the package alone, in all builds.
fn row(folder: &Path, target: &Path, package: &str, more: &[&str]) -> Result<Row> {
    let mut row = Row { cpu: [f64::INFINITY; BUILDS.len()], sizes: [0; 2] };
    let file = format!("lib{}.rlib", package.replace('-', "_"));
    for (least, build) in row.cpu.iter_mut().zip(BUILDS) {
        let arguments = [build, &["--package", package], more].concat();
        cargo(folder, target, &arguments)?;
        for _ in 0..ROUNDS {
            let release: &[&str] = if build.contains(&"--release") { &["--release"] } else { &[] };
            cargo(folder, target, &[&["clean", "--package", package], release].concat())?;
            *least = least.min(cargo(folder, target, &arguments)?.cpu);
        }
    }
    for (size_of, profile) in row.sizes.iter_mut().zip(["debug", "release"]) {
        *size_of = size(&target.join(profile).join(&file))?;
    }
    Ok(row)
}

/// Prints what a build script that generates typed calls adds to the first build of a program.
fn scripts(target: &Path) -> Result<()> {
    println!("\n| first debug build of a program | CPU time | elapsed | CPU time, added |\n|---|---|---|---|");
    let mut plain = None;
    for (name, actions) in SCRIPTS {
        let Cost { cpu, elapsed } = script(&target.join("scripts").join(name), name, actions)?;
        let added = cpu - *plain.get_or_insert(cpu);
        println!("| {name} | {cpu:.1} s | {elapsed:.1} s | {added:.1} s |");
    }
    Ok(())
}

/// Writes a program with or without a build script, and builds it and all that it depends on.
fn script(package: &Path, name: &str, actions: Option<&str>) -> Result<Cost> {
    let root = files::root();
    let tencloud = format!(
        "tencloud = {{ path = {:?}, default-features = false, features = [\"tls-ring\"] }}\n",
        root.join("sdk")
    );
    let (mut main, mut build) = ("fn main() {}\n".to_owned(), String::new());
    if let Some(actions) = actions {
        main += "#[allow(dead_code, unused_imports)]\nmod generated {\n    include!(concat!(env!(\"OUT_DIR\"), \"/cvm.rs\"));\n}\n";
        build = format!("\n[build-dependencies]\ntencloud-build = {{ path = {:?} }}\n", root.join("build"));
        let script = format!(
            "fn main() -> Result<(), tencloud_build::Error> {{\n    tencloud_build::product(\"cvm\"){actions}.generate()\n}}\n"
        );
        files::write(&package.join("build.rs"), &script)?;
    }
    let manifest = manifest(name, &format!("{tencloud}{build}"));
    files::write(&package.join("Cargo.toml"), &manifest)?;
    files::write(&package.join("src/main.rs"), &main)?;
    copy_lock(package)?;
    let built = package.join("target");
    if built.exists() {
        fs::remove_dir_all(&built).with_context(|| format!("cannot remove {}", built.display()))?;
    }
    cargo(package, &built, &["build"])
}

/// Prints the sizes of programs with the catalog, with and without all facts.
fn catalog(target: &Path) -> Result<()> {
    let package = target.join("catalog");
    let spec = files::root().join("spec");
    let manifest = manifest("catalog", &format!("tencloud-spec = {{ path = {spec:?} }}\n"));
    let manifest = manifest + "\n[features]\nfacts = [\"tencloud-spec/facts\"]\n\n[profile.release]\nstrip = true\n";
    files::write(&package.join("Cargo.toml"), &manifest)?;
    copy_lock(&package)?;
    for (name, text) in CATALOG {
        files::write(&package.join(format!("src/bin/{name}.rs")), text)?;
    }
    let built = package.join("target");
    let sizes = |more: &[&str]| -> Result<Vec<u64>> {
        cargo(&package, &built, &[&["build", "--release"], more].concat())?;
        CATALOG.iter().map(|(name, _)| size(&built.join("release").join(name))).collect()
    };
    let (without, with) = (sizes(&[])?, sizes(&["--features", "facts"])?);
    println!("\n| program, release, stripped | without facts | with | added |\n|---|---|---|---|");
    for ((name, _), (without, with)) in CATALOG.iter().zip(without.into_iter().zip(with)) {
        println!("| {name} the catalog | {without} | {with} | {} |", with.saturating_sub(without));
    }
    Ok(())
}

fn manifest(name: &str, dependencies: &str) -> String {
    format!("[workspace]\n\n[package]\nname = {name:?}\nedition = \"2024\"\n\n[dependencies]\n{dependencies}")
}

/// Uses the versions of dependencies that the repository uses.
fn copy_lock(package: &Path) -> Result<()> {
    fs::copy(files::root().join("Cargo.lock"), package.join("Cargo.lock")).context("cannot copy Cargo.lock")?;
    Ok(())
}
