//! The binary as its users run it, against servers on loopback.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod aliases;
mod completion;
mod consent;
mod docs;
mod help;
mod interrupts;
mod lists;
mod safety;
mod samples;
mod settings;
mod streams;
mod times;
mod waits;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tencloud_emulator::Emulator;

/// The key pair of the documentation's examples.
const SECRET_ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
const SECRET_KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";

/// A home folder and an endpoint, for runs that read nothing else of this machine.
struct Place {
    home: tempfile::TempDir,
    url: String,
}

impl Place {
    fn new(url: &str) -> Place {
        Place { home: tempfile::tempdir().unwrap(), url: url.to_owned() }
    }

    fn of(emulator: &Emulator) -> Place {
        Place::new(emulator.url())
    }

    /// Returns the program with these arguments, in an environment with nothing but credentials, region and endpoint.
    fn command<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tencloud"));
        command
            .env_clear()
            .env("HOME", self.home.path())
            .env("TENCENTCLOUD_SECRET_ID", SECRET_ID)
            .env("TENCENTCLOUD_SECRET_KEY", SECRET_KEY)
            .env("TENCENTCLOUD_REGION", "ap-guangzhou")
            .env("TENCENTCLOUD_ENDPOINT_URL", &self.url)
            .current_dir(self.home.path())
            .stdin(Stdio::null())
            .args(arguments);
        command
    }

    /// Runs the program to its end. The words of a line are arguments.
    fn run(&self, line: &str) -> Ended {
        Ended::of(self.command(line.split_whitespace()).output().unwrap())
    }

    /// Returns the program on a terminal with this many columns. Standard output and error are one.
    fn terminal(&self, columns: usize, line: &str) -> Command {
        let program = env!("CARGO_BIN_EXE_tencloud");
        let command = self.command([]);
        let script = format!("stty cols {columns} rows 50; exec '{program}' {line}");
        let mut terminal = Command::new("script");
        terminal
            .args(["--quiet", "--return", "--command", &script, "/dev/null"])
            .env_clear()
            .envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .env("PATH", "/usr/bin:/bin")
            .env("TERM", "xterm")
            .current_dir(self.home.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        terminal
    }

    /// Runs the program on a terminal, on which this is typed.
    fn run_on_terminal(&self, columns: usize, line: &str, typed: &str) -> Ended {
        let mut child = self.terminal(columns, line).spawn().unwrap();
        child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        let mut ended = Ended::of(child.wait_with_output().unwrap());
        ended.stdout = ended.stdout.replace('\r', "");
        ended
    }

    /// Writes a file for an argument such as `@file`, and returns its path.
    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.home.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

/// How a run ended.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Ended {
    fn of(output: Output) -> Ended {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ended { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

/// Runs blocking work beside the servers of a test.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}
