//! A copy of the repository in a temporary folder, in which commands are run.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use crate::spec::{Files, read_tree, root};

/// The folders that the commands read and write.
const FOLDERS: [&str; 5] =
    ["spec", "sdk/src/common", "sdk/src/generated", "tests/pipeline/golden/spec", "tests/outside"];

/// A copy of what the commands work on, which is deleted when dropped.
pub(crate) struct Copy(TempDir);

/// The outcome of a command.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) ok: bool,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// Returns whether the command printed these words.
    pub(crate) fn said(&self, words: &str) -> bool {
        self.out.contains(words) || self.err.contains(words)
    }
}

impl Copy {
    pub(crate) fn of_repository() -> Copy {
        let copy = Copy(TempDir::new().unwrap());
        for folder in FOLDERS {
            for (path, text) in read_tree(&root().join(folder)) {
                copy.write(&format!("{folder}/{path}"), &text);
            }
        }
        copy
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces the first occurrence of a text, which must exist.
    pub(crate) fn replace(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(from), "{path} does not hold {from}");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// Returns what is generated: code and schemas.
    pub(crate) fn generated(&self) -> Files {
        let mut files = self.tree("sdk/src/generated");
        files.extend(self.tree("spec/schema"));
        files.extend(self.tree("tests/outside"));
        files
    }

    pub(crate) fn spec(&self) -> Files {
        self.tree("spec")
    }

    fn tree(&self, folder: &str) -> Files {
        read_tree(&self.path(folder)).into_iter().map(|(path, text)| (format!("{folder}/{path}"), text)).collect()
    }

    /// Runs `cargo xtask` with these arguments as if the copy were the repository.
    pub(crate) fn xtask(&self, arguments: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(arguments)
            .current_dir(self.0.path())
            .env("CARGO_MANIFEST_DIR", self.path("xtask"))
            .output()
            .unwrap();
        Run {
            ok: output.status.success(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
