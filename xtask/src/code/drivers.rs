//! Runs the programs of official clients, all of a language in one process.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tencloud_codegen::code::Language;
use tencloud_spec::version_name;

use super::samples::{self, Program, Sample};
use crate::clients::{Installed, UNSET};
use crate::files;
use crate::recorder::CREDENTIALS;

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
    /// Runs the programs of the samples that the client's release can send.
    pub(super) fn run(
        &self,
        folder: &Path,
        endpoint: &str,
        samples: &[Sample],
        installed: &Installed,
    ) -> Result<Vec<Program>> {
        let [program, driver] = self.command;
        let folder = folder.join(self.language.name());
        let mut wanted = Vec::new();
        for sample in samples.iter().step_by(self.one_of) {
            if self.has(sample, installed)? {
                wanted.push(sample.clone());
            }
        }
        let programs = samples::write(&folder, self.language, endpoint, wanted)?;
        let rows: Vec<_> = programs.iter().map(|program| json!([program.path, program.secrets])).collect();
        let list = folder.join("programs.json");
        files::write(&list, &json!(rows).to_string())?;
        let mut command = Command::new(program);
        command.arg(files::root().join("tests/programs").join(driver)).arg(list);
        for name in UNSET {
            command.env_remove(name);
        }
        command
            .envs(CREDENTIALS)
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

    /// Returns whether the installed release has the action.
    fn has(&self, sample: &Sample, installed: &Installed) -> Result<bool> {
        let (product, version) = (sample.product(), version_name(&sample.version.product.version));
        let path = match self.language {
            Language::Node => {
                let services = installed.node.join("node_modules/tencentcloud-sdk-nodejs/tencentcloud/services");
                services.join(format!("{product}/{version}/{product}_client.js"))
            }
            _ => installed.python.join(format!("tencentcloud/{product}/{version}/{product}_client.py")),
        };
        Ok(match fs::read_to_string(&path) {
            Ok(text) => text.contains(&format!(" {}(", sample.action.action)),
            // Python has one package for each product.
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        })
    }
}
