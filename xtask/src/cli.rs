//! `cargo xtask cli`: compares what `tencloud` sends with what tccli, installed from PyPI, sends.
//!
//! Random actions of all products but redis are called with made-up values of all their parameters: once by tccli, once by
//! `tencloud --input`, and once by `tencloud` with flags. A server on loopback keeps the requests.

mod arguments;
mod cases;
mod tccli;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use rayon::prelude::*;
use serde_json::{Map, Value};

pub(crate) use self::tccli::install as install_tccli;

use self::cases::{Case, REGION};
use crate::files::{self, count};
use crate::recorder::{CREDENTIALS, EMPTY, Recorder, Request};

/// Compares the clients, and prints the differences that are known.
pub(crate) fn run() -> Result<()> {
    let program = build()?;
    let home = files::root().join("target/cli");
    let cases = cases::all()?;
    let official = tccli::send(&cases, &home)?;
    let runs: Vec<(Result<Request>, Result<Request>)> =
        cases.par_iter().map(|case| (with_input(&program, &home, case), with_flags(&program, &home, case))).collect();

    let mut failures = Vec::new();
    let mut unused: BTreeSet<(&str, &str)> = tccli::DIFFERENCES.iter().map(|(call, path, _)| (*call, *path)).collect();
    let mut equal = 0;
    for ((case, official), (input, flags)) in cases.iter().zip(official).zip(runs) {
        let call = case.call();
        let (input, flags) = match (input, flags) {
            (Ok(input), Ok(flags)) => (input, flags),
            (input, flags) => {
                let errors = [("--input", input), ("flags", flags)].map(|(form, sent)| (form, sent.err()));
                let errors = errors.into_iter().filter_map(|(form, error)| Some((form, error?)));
                failures.extend(errors.map(|(form, error)| format!("{call}, {form}: {error:#}")));
                continue;
            }
        };
        let mut found = BTreeSet::new();
        match official {
            Ok(official) => differences(&official, &input, &mut found),
            Err(error) => drop(found.insert(format!("fails: {error}"))),
        }
        found.retain(|path| !tccli::is_known(&call, path, &mut unused));
        if found.is_empty() {
            equal += 1;
        }
        failures.extend(found.into_iter().map(|path| format!("{call}, tccli and --input: {path}")));
        let mut found = BTreeSet::new();
        differences(&input, &flags, &mut found);
        failures.extend(found.into_iter().map(|path| format!("{call}, --input and flags: {path}")));
    }
    failures.extend(unused.iter().map(|(call, path)| format!("{call}: {path}: no longer differs; delete the line")));
    failures.iter().for_each(|failure| eprintln!("{failure}"));
    ensure!(failures.is_empty(), "{}; {} has the inputs", count(failures.len(), "failure"), home.display());
    println!(
        "{equal} of {} with {} go out as tccli sends them, but for {}",
        count(cases.len(), "action"),
        count(cases.iter().map(|case| case.values).sum(), "value"),
        count(tccli::DIFFERENCES.len(), "known difference")
    );
    Ok(())
}

/// Builds the command line, and returns the path of the binary.
pub(crate) fn build() -> Result<PathBuf> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--locked", "--package", "tencloud-cli"]).current_dir(files::root());
    ensure!(cargo.status().context("cannot run cargo")?.success(), "tencloud-cli did not build");
    Ok(files::root().join("target/debug/tencloud"))
}

fn with_input(program: &Path, home: &Path, case: &Case) -> Result<Request> {
    let file = case.file(home);
    send(program, home, case, vec![format!("--input=@{}", file.display())])
}

fn with_flags(program: &Path, home: &Path, case: &Case) -> Result<Request> {
    send(program, home, case, arguments::of(case, home)?)
}

/// Calls an action with `tencloud`, in an environment without anything else.
fn send(program: &Path, home: &Path, case: &Case, arguments: Vec<String>) -> Result<Request> {
    let recorder = Recorder::start(EMPTY)?;
    let mut command = Command::new(program);
    command.env_clear().envs(CREDENTIALS).env("HOME", home).stdin(Stdio::null());
    command.args([&case.product, &case.action.action, "--version", &case.number, "--region", REGION, "--yes"]);
    let output =
        command.args(["--endpoint", recorder.url()]).args(arguments).output().context("cannot run tencloud")?;
    ensure!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim_end());
    recorder.take_only()
}

/// Adds what differs: headers, and paths of values without indexes.
pub(crate) fn differences(one: &Request, other: &Request, found: &mut BTreeSet<String>) {
    for (name, one, other) in [
        ("X-TC-Action", &one.action, &other.action),
        ("X-TC-Version", &one.version, &other.version),
        ("X-TC-Region", &one.region, &other.region),
    ] {
        if one != other {
            found.insert(name.to_owned());
        }
    }
    of_values("", Some(&one.body), Some(&other.body), found);
}

fn of_objects(path: &str, one: &Map<String, Value>, other: &Map<String, Value>, found: &mut BTreeSet<String>) {
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    for name in names {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        of_values(&path, one.get(name), other.get(name), found);
    }
}

fn of_values(path: &str, one: Option<&Value>, other: Option<&Value>, found: &mut BTreeSet<String>) {
    match (one, other) {
        (Some(Value::Object(one)), Some(Value::Object(other))) => of_objects(path, one, other, found),
        (Some(Value::Array(one)), Some(Value::Array(other))) if one.len() == other.len() => {
            one.iter().zip(other).for_each(|(one, other)| of_values(path, Some(one), Some(other), found));
        }
        _ if one == other => {}
        _ => drop(found.insert(path.to_owned())),
    }
}
