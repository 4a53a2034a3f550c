//! The program `tencloud explorer`.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::clients::UNSET;
use crate::files;

/// An explorer that runs. It is killed when it is dropped.
pub(crate) struct Explorer {
    process: Child,
    link: String,
}

impl Explorer {
    /// Starts an explorer with these options, and these variables in its environment.
    pub(crate) fn start<'v>(
        program: &Path,
        options: &[&str],
        variables: impl IntoIterator<Item = (&'v str, &'v str)>,
    ) -> Result<Explorer> {
        let mut command = Command::new(program);
        command.args(["explorer", "--no-open", "--port", "0"]).args(options);
        // Without a profile of the person who runs this.
        command.env("HOME", files::root().join("target/explorer"));
        for name in UNSET {
            command.env_remove(name);
        }
        command.envs(variables);
        let process = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let process = process.with_context(|| format!("cannot run {}", program.display()))?;
        let mut explorer = Explorer { process, link: String::new() };
        let output = explorer.process.stdout.take().context("the explorer has no output")?;
        BufReader::new(output).read_line(&mut explorer.link)?;
        explorer.link.truncate(explorer.link.trim_end().len());
        ensure!(!explorer.link.is_empty(), "the explorer did not start");
        Ok(explorer)
    }

    /// Returns the link that opens the page.
    pub(crate) fn link(&self) -> &str {
        &self.link
    }
}

impl Drop for Explorer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
