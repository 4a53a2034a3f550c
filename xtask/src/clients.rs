//! `cargo xtask clients`: runs official clients, unmodified, against the emulator.
//!
//! The drivers are in `tests/clients`. Each runs one client with every signature and HTTP method that it supports, and
//! prints one line for each: signature, method, and `ok` or the step that failed, separated by tabs. `nightly` is a program
//! with tests in pytest, which start an emulator of their own.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::emulator::Emulator;
use crate::files::{self, count};
use crate::official::tccli;
use crate::packages::{install_from_npm, install_from_pypi};

/// The release of the official Python SDK for Redis, and other packages for the same folder: those that it needs for its
/// async client, those that tccli imports, and pytest.
const PYTHON_SDK: (&str, &[&str]) = (
    "3.1.189",
    &[
        "tencentcloud-sdk-python-common==3.1.195",
        "httpx==0.28.1",
        "tencentcloud-sdk-python-cvm==3.1.178",
        "cos-python-sdk-v5==1.9.44",
        "jmespath==1.1.0",
        "six==1.17.0",
        "pytest==9.2.0",
    ],
);

/// The release of the official Node SDK.
const NODE_SDK: &str = "4.1.313";

/// Variables that would send requests through a proxy, or with a token.
pub(crate) const UNSET: [&str; 7] =
    ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "TENCENTCLOUD_TOKEN"];

/// The folders of official clients.
pub(crate) struct Installed {
    pub(crate) python: PathBuf,
    pub(crate) tccli: PathBuf,
    pub(crate) node: PathBuf,
}

impl Installed {
    /// Installs the clients.
    pub(crate) fn new() -> Result<Installed> {
        let (release, others) = PYTHON_SDK;
        Ok(Installed {
            python: install_from_pypi("tencentcloud-sdk-python-redis", release, others)?,
            tccli: tccli()?,
            node: install_from_npm("tencentcloud-sdk-nodejs", NODE_SDK, &[])?,
        })
    }
}

/// A client and its driver.
struct Client {
    name: &'static str,
    program: &'static str,
    arguments: &'static [&'static str],
    /// How many lines the driver prints.
    runs: usize,
}

const CLIENTS: [Client; 4] = [
    Client { name: "Python", program: "python3", arguments: &["python.py", "sync"], runs: 8 },
    Client { name: "Python async", program: "python3", arguments: &["python.py", "async"], runs: 8 },
    Client { name: "Node", program: "node", arguments: &["node.mjs"], runs: 6 },
    Client { name: "tccli", program: "python3", arguments: &["tccli.py"], runs: 1 },
];

/// Runs all clients, and prints what was run.
pub(crate) fn run() -> Result<()> {
    let Installed { python, tccli, node } = Installed::new()?;
    // tccli writes its configuration there.
    let home = files::root().join("target/clients");

    let mut failures = Vec::new();
    println!("| client | signature | method | scheme | result |\n|---|---|---|---|---|");
    for scheme in ["http", "https"] {
        let emulator = Emulator::start(&home, scheme)?;
        for client in &CLIENTS {
            let mut driver = Command::new(client.program);
            driver.args(client.arguments).current_dir(files::root().join("tests/clients")).stderr(Stdio::inherit());
            for name in UNSET {
                driver.env_remove(name);
            }
            for (name, value) in emulator.variables() {
                driver.env(name, value);
                if name == "SSL_CERT_FILE" {
                    driver.env("NODE_EXTRA_CA_CERTS", value);
                }
            }
            driver.env("HOME", &home).env("NODE_SDK", &node).env("TCCLI", tccli.join("bin/tccli"));
            driver.env("PYTHONPATH", env::join_paths([&tccli, &python])?).env("PYTHONDONTWRITEBYTECODE", "1");
            failures.extend(client.run(driver, scheme)?);
        }
    }
    failures.extend(test_program(&python)?);
    failures.iter().for_each(|failure| eprintln!("{failure}"));
    ensure!(failures.is_empty(), "{}; the emulator's logs are in {}", count(failures.len(), "failure"), home.display());
    Ok(())
}

/// Runs the tests of a program in Python, which print their own results. Returns whether they failed.
fn test_program(python: &Path) -> Result<Option<String>> {
    let mut pytest = Command::new("python3");
    pytest.args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "--durations=0", "nightly"]);
    pytest.current_dir(files::root().join("tests/clients")).env("PYTHONPATH", python);
    pytest.env("EMULATOR", concat!(env!("CARGO"), " run --quiet --locked --package tencloud-emulator --"));
    for name in UNSET {
        pytest.env_remove(name);
    }
    let status = pytest.env("PYTHONDONTWRITEBYTECODE", "1").status().context("cannot run the tests of nightly")?;
    Ok((!status.success()).then(|| format!("the tests of nightly, with pytest: {status}")))
}

impl Client {
    /// Runs a driver and prints the rows of the table. Returns what failed.
    fn run(&self, mut driver: Command, scheme: &str) -> Result<Vec<String>> {
        let name = self.name;
        let output = driver.output().with_context(|| format!("cannot run the driver of {name}"))?;
        let mut failures = Vec::new();
        let lines = String::from_utf8_lossy(&output.stdout);
        let runs = lines.lines().filter_map(|line| {
            let mut parts = line.splitn(3, '\t');
            Some((parts.next()?, parts.next()?, parts.next()?))
        });
        let mut reported = 0;
        for (signature, method, result) in runs {
            reported += 1;
            if result != "ok" {
                failures.push(format!("{name}, {signature}, {method}, {scheme}: {result}"));
            }
            let result = if result == "ok" { "ok" } else { "failed" };
            println!("| {name} | {signature} | {method} | {scheme} | {result} |");
        }
        if !output.status.success() || reported != self.runs {
            failures.push(format!("{name}, {scheme}: {reported} of {} ran, {}", self.runs, output.status));
        }
        Ok(failures)
    }
}
