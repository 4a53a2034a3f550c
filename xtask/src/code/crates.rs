//! Compiles and runs the programs in Rust, all in one crate.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use tencloud_codegen::code::Language;
use tencloud_codegen::{Package, crate_name, package};

use super::samples::{self, Program, Sample};
use crate::clients::UNSET;
use crate::product::relative;
use crate::recorder::CREDENTIALS;
use crate::{apis, codegen, files, outside};

/// What the crate consists of besides the programs.
const MAIN: &str = "//! Made by `cargo xtask code`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let failures = runtime.map(|runtime| runtime.block_on(programs()));
    if matches!(failures, Ok(0)) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn failures<E: std::fmt::Display>(name: &str, result: Result<(), E>) -> usize {
    result.map_or_else(|error| { eprintln!(\"{name}: {error}\"); 1 }, |()| 0)
}
";

/// Writes the crate, compiles it and runs its programs.
pub(super) fn run(folder: &Path, endpoint: &str, samples: Vec<Sample>) -> Result<Vec<Program>> {
    let folder = folder.join("rust");
    let dependencies = products(&folder, &samples)?;
    let programs = samples::write(&folder.join("src"), Language::Rust, endpoint, samples)?;
    let (mut modules, mut calls) = (String::new(), String::new());
    for program in &programs {
        let name = program.path.file_stem().context("a program has no name")?.to_string_lossy();
        let text = fs::read_to_string(&program.path)?;
        // They share one runtime, and have one process for all.
        let text = text.replace("#[tokio::main]\nasync fn main()", "pub(crate) async fn main()");
        files::write(&program.path, &text)?;
        modules.push_str(&format!("mod {name};\n"));
        for (variable, secret) in &program.secrets {
            // No other thread is running.
            calls.push_str(&format!("    unsafe {{ std::env::set_var({variable:?}, {secret}) }};\n"));
        }
        calls.push_str(&format!("    count += failures({name:?}, {name}::main().await);\n"));
    }
    let programs_text = format!("\nasync fn programs() -> usize {{\n    let mut count = 0;\n{calls}    count\n}}\n");
    files::write(&folder.join("src/main.rs"), &format!("{MAIN}\n{modules}{programs_text}"))?;
    outside::write(&folder, "tencloud-programs", &dependencies)?;
    let mut cargo = outside::run(&folder);
    for name in UNSET {
        cargo.env_remove(name);
    }
    let status = cargo.envs(CREDENTIALS).stdout(Stdio::null()).status().context("cannot run cargo")?;
    ensure!(status.success(), "programs in Rust failed");
    Ok(programs)
}

/// Generates the crates of products that are not in the SDK, with the actions of the samples, and returns what the manifest
/// says about dependencies.
fn products(folder: &Path, samples: &[Sample]) -> Result<String> {
    let mut dependencies = "tokio = { version = \"1\", features = [\"rt\"] }\n".to_owned();
    for sample in samples.iter().filter(|sample| sample.version.product.facts_only) {
        let product = sample.product();
        let crate_folder = folder.join(crate_name(product));
        let generated = package(Package {
            common: apis::common()?,
            versions: apis::product(product)?,
            actions: std::slice::from_ref(&sample.action.action),
            descriptions: &BTreeMap::new(),
            sdk_path: Some(&relative(&crate_folder, &files::root().join("sdk"))),
            is_workspace: false,
        });
        let generated = codegen::generated(generated, "")?;
        tencloud_build::folder::write(&crate_folder, &generated.files)?;
        dependencies.push_str(&format!("{name} = {{ path = {name:?} }}\n", name = generated.name));
    }
    Ok(dependencies)
}
