//! The emulator's binary.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use anyhow::{Context, Result};

/// A running emulator. It is killed when it is dropped.
pub(crate) struct Emulator {
    process: Child,
    /// What it prints for its clients: the names and values of environment variables.
    variables: Vec<(String, String)>,
}

impl Emulator {
    /// Builds and starts the emulator, which writes its log and, for https, its certificate into a folder.
    pub(crate) fn start(folder: &Path, scheme: &str) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let mut log = File::create(folder.join(format!("{scheme}.log"))).context("cannot write the emulator's log")?;
        let mut command = Command::new(env!("CARGO"));
        command.args(["run", "--quiet", "--locked", "--package", "tencloud-emulator"]);
        command.args(["--", "--port", "0", "--speed", "20"]);
        if scheme == "https" {
            command.arg("--tls").arg(folder.join("ca.pem"));
        }
        let mut process = command.stdout(Stdio::piped()).spawn().context("cannot run cargo")?;
        let mut output = BufReader::new(process.stdout.take().context("the emulator has no output")?);
        let mut emulator = Self { process, variables: Vec::new() };
        while emulator.variables.last().is_none_or(|(name, _)| name != "TENCENTCLOUD_SECRET_KEY") {
            let mut line = String::new();
            output.read_line(&mut line)?;
            let (name, value) = line.trim_end().split_once('=').context("the emulator did not start")?;
            emulator.variables.push((name.to_owned(), value.to_owned()));
        }
        // The emulator would block if its output were not read.
        thread::spawn(move || io::copy(&mut output, &mut log));
        Ok(emulator)
    }

    /// Returns the environment variables that clients need.
    pub(crate) fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
