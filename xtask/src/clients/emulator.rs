//! The emulator's binary.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};

/// A running emulator. It is killed when it is dropped.
pub(super) struct Emulator {
    process: Child,
    url: String,
    secret_id: String,
    secret_key: String,
}

impl Emulator {
    /// Builds and starts the emulator, which writes its log into a folder.
    pub(super) fn start(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let mut log = File::create(folder.join("emulator.log")).context("cannot write the emulator's log")?;
        let mut process = Command::new(env!("CARGO"))
            .args([
                "run",
                "--quiet",
                "--locked",
                "--package",
                "tencloud-emulator",
                "--",
                "--port",
                "0",
                "--speed",
                "20",
            ])
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot run cargo")?;
        let mut output = BufReader::new(process.stdout.take().context("the emulator has no output")?);
        let mut emulator = Self { process, url: String::new(), secret_id: String::new(), secret_key: String::new() };
        while emulator.secret_key.is_empty() {
            let mut line = String::new();
            if output.read_line(&mut line)? == 0 {
                bail!("the emulator did not start");
            }
            match line.trim_end().split_once('=') {
                Some(("TENCENTCLOUD_ENDPOINT_URL", url)) => emulator.url = url.to_owned(),
                Some(("TENCENTCLOUD_SECRET_ID", id)) => emulator.secret_id = id.to_owned(),
                Some(("TENCENTCLOUD_SECRET_KEY", key)) => emulator.secret_key = key.to_owned(),
                _ => bail!("unexpected output of the emulator: {line}"),
            }
        }
        // The emulator would block if its output were not read.
        thread::spawn(move || io::copy(&mut output, &mut log));
        Ok(emulator)
    }

    pub(super) fn scheme(&self) -> &str {
        self.url.split_once("://").map_or("", |(scheme, _)| scheme)
    }

    /// Returns the environment variables of the drivers.
    pub(super) fn variables(&self) -> [(&str, &str); 4] {
        let endpoint = self.url.split_once("://").map_or("", |(_, endpoint)| endpoint);
        [
            ("SCHEME", self.scheme()),
            ("ENDPOINT", endpoint),
            ("TENCENTCLOUD_SECRET_ID", &self.secret_id),
            ("TENCENTCLOUD_SECRET_KEY", &self.secret_key),
        ]
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
