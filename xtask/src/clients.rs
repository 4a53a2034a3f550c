//! `cargo xtask clients`: runs official clients, unmodified, against the emulator.
//!
//! The drivers are in `tests/clients`. Each runs one client with every signature and HTTP method that it supports, and
//! prints one line for each: signature, method, and `ok` or the step that failed, separated by tabs.

mod emulator;

use std::env;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use self::emulator::Emulator;
use crate::files::{self, count};
use crate::official::tccli;
use crate::packages::{install_from_npm, install_from_pypi};

/// The release of the official Python SDK for Redis, and other packages for the same folder: those that it needs for its
/// async client, and those that tccli imports.
const PYTHON_SDK: (&str, &[&str]) = (
    "3.1.189",
    &[
        "tencentcloud-sdk-python-common==3.1.195",
        "httpx==0.28.1",
        "tencentcloud-sdk-python-cvm==3.1.178",
        "cos-python-sdk-v5==1.9.44",
        "jmespath==1.1.0",
        "six==1.17.0",
    ],
);

/// The release of the official Node SDK.
const NODE_SDK: &str = "4.1.313";

/// Variables that would send requests through a proxy, or with a token.
pub(crate) const UNSET: [&str; 7] =
    ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "TENCENTCLOUD_TOKEN"];

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
    let (release, others) = PYTHON_SDK;
    let python = install_from_pypi("tencentcloud-sdk-python-redis", release, others)?;
    let tccli = tccli()?;
    let node = install_from_npm("tencentcloud-sdk-nodejs", NODE_SDK)?;
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
    failures.iter().for_each(|failure| eprintln!("{failure}"));
    ensure!(failures.is_empty(), "{}; the emulator's logs are in {}", count(failures.len(), "failure"), home.display());
    Ok(())
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
