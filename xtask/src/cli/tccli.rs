//! What tccli sends.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow, bail, ensure};
use serde_json::{Value, json};

use super::cases::{Case, REGION};
use crate::clients::UNSET;
use crate::files;
use crate::official::tccli;
use crate::packages::install_from_pypi;
use crate::recorder::{CREDENTIALS, EMPTY, Recorder, Request};

/// The release of the official Python SDK with all products, which tccli calls, and other packages that tccli needs.
const SDK: (&str, &[&str]) = ("3.1.189", &["cos-python-sdk-v5==1.9.44", "jmespath==1.1.0", "six==1.17.0"]);

/// Differences that come from tccli: the call, the path of the parameter or the start of what fails, and the reason.
pub(super) const DIFFERENCES: &[(&str, &str, &str)] = &[
    ("cngw 2023-04-18 CreateCloudNativeAPIGatewayLLMModelService", "LengthLimitConfig", LACKS),
    ("cngw 2023-04-18 CreateCloudNativeAPIGatewayLLMModelService", "SmartBalance", LACKS),
    ("databuddy 2026-07-15 ListLocations", "fails: AttributeError: module", LACKS),
    ("tione 2021-11-11 CreateNotebookImage", "RegisterToImageCenter", LACKS),
    ("tione 2021-11-11 CreateNotebookImage", "TiProjectId", LACKS),
];

/// Why tccli drops parameters, or fails.
const LACKS: &str = "the metadata of tccli has it, but the SDK that it calls does not";

/// Returns whether a difference is known, and marks its line as used.
pub(super) fn is_known(call: &str, path: &str, unused: &mut BTreeSet<(&'static str, &'static str)>) -> bool {
    let line = DIFFERENCES.iter().find(|(known, start, _)| *known == call && path.starts_with(start));
    if let Some((call, path, _)) = line {
        unused.remove(&(*call, *path));
    }
    line.is_some()
}

/// Installs tccli with the SDK that it calls, and returns both folders.
pub(crate) fn install() -> Result<[PathBuf; 2]> {
    let (release, others) = SDK;
    Ok([tccli()?, install_from_pypi("tencentcloud-sdk-python", release, others)?])
}

/// Calls all actions in one run of Python, and returns what each has sent.
pub(super) fn send(cases: &[Case], home: &Path) -> Result<Vec<Result<Request>>> {
    let folders = install()?;
    if home.exists() {
        fs::remove_dir_all(home).with_context(|| format!("cannot remove {}", home.display()))?;
    }
    fs::create_dir_all(home).with_context(|| format!("cannot create {}", home.display()))?;
    let mut recorders = Vec::new();
    let mut calls = Vec::new();
    for case in cases {
        let recorder = Recorder::start(EMPTY)?;
        let input = case.file(home);
        files::write(&input, &Value::Object(case.parameters.clone()).to_string())?;
        // The SDK adds the scheme to the host; tccli signs both.
        calls.push(json!([
            case.product,
            case.action.action,
            "--version",
            case.number,
            "--region",
            REGION,
            "--endpoint",
            recorder.url(),
            "--cli-input-json",
            format!("file://{}", input.display()),
        ]));
        recorders.push(recorder);
    }
    let input = home.join("calls.json");
    files::write(&input, &Value::Array(calls).to_string())?;
    let mut python = Command::new("python3");
    python.arg(files::root().join("xtask/src/cli/calls.py")).arg(input).stderr(Stdio::inherit());
    for name in UNSET {
        python.env_remove(name);
    }
    python.envs(CREDENTIALS).env("HOME", home).env("PYTHONPATH", env::join_paths(folders)?);
    // Modules of many products are compiled once.
    python.env("PYTHONPYCACHEPREFIX", files::root().join("target/pycache"));
    let output = python.output().context("cannot run python3")?;
    ensure!(output.status.success(), "calls.py: {}", output.status);
    let text = String::from_utf8(output.stdout)?;
    let results: Vec<&str> = text.lines().collect();
    ensure!(results.len() == cases.len(), "tccli ran {} of {} calls", results.len(), cases.len());
    let sent = recorders.iter().zip(results).map(|(recorder, result)| match result {
        "ok" => recorder.take_only(),
        error => bail!("{error}"),
    });
    Ok(sent.map(|sent| sent.map_err(|error| anyhow!("{error:#}"))).collect())
}
