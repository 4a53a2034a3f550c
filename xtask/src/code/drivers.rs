//! Runs the programs of official clients, all of a language in one process.

use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tencloud_codegen::code::Language;

use super::samples::{self, Program};
use crate::clients::{Installed, UNSET};
use crate::files;

/// A driver of a language.
pub(super) struct Driver {
    pub(super) language: Language,
    command: [&'static str; 2],
    /// Takes one of so many samples, if a program takes long.
    one_of: usize,
}

pub(super) const DRIVERS: [Driver; 3] = [
    Driver { language: Language::Python, command: ["python3", "python.py"], one_of: 1 },
    Driver { language: Language::Node, command: ["node", "node.cjs"], one_of: 1 },
    Driver { language: Language::Tccli, command: ["python3", "command_lines.py"], one_of: 3 },
];

impl Driver {
    /// Runs the programs of all samples that the client's release can send.
    pub(super) fn run(&self, folder: &Path, endpoint: &str, installed: &Installed) -> Result<Vec<Program>> {
        let [program, driver] = self.command;
        let folder = folder.join(self.language.name());
        let known = self.known_actions(installed)?;
        let is_known = |action: &str| known.as_ref().is_none_or(|text| text.contains(&format!("{action}(")));
        let is_wanted = |index: usize, action: &str| index.is_multiple_of(self.one_of) && is_known(action);
        let programs = samples::write(&folder, self.language, endpoint, is_wanted)?;
        let rows: Vec<_> = programs.iter().map(|program| json!([program.path, program.secrets])).collect();
        let list = folder.join("programs.json");
        files::write(&list, &json!(rows).to_string())?;
        let mut command = Command::new(program);
        command.arg(files::root().join("tests/programs").join(driver)).arg(list);
        for name in UNSET {
            command.env_remove(name);
        }
        command
            .envs(samples::CREDENTIALS)
            .env("HOME", &folder)
            .env("NODE_PATH", installed.node.join("node_modules"))
            .env("PYTHONPATH", env::join_paths([&installed.tccli, &installed.python])?)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let status = command.status().with_context(|| format!("cannot run {program}"))?;
        ensure!(status.success(), "programs in {} failed", self.language.title());
        Ok(programs)
    }

    /// Returns a text of the client that names its actions, if it lacks some of the spec's.
    fn known_actions(&self, installed: &Installed) -> Result<Option<String>> {
        if self.language != Language::Node {
            return Ok(None);
        }
        let path = "node_modules/tencentcloud-sdk-nodejs/tencentcloud/services/redis/v20180412/redis_client.js";
        let path = installed.node.join(path);
        fs::read_to_string(&path).map(Some).with_context(|| format!("cannot read {}", path.display()))
    }
}
