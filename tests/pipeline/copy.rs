//! A copy of the repository in a temporary folder, and the commands run in it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::{env, fs};

use serde_json::Value;
use tempfile::TempDir;

use crate::spec::{Files, read_tree, root};

/// The folders that the commands read and write.
const FOLDERS: [&str; 4] = ["spec", "sdk/src/generated", "tests/pipeline/golden/spec", "tests/outside/src/generated"];

/// The built program. Tests have no access to the binary of another package, so cargo is asked to build it and to
/// report its path.
static XTASK: LazyLock<PathBuf> = LazyLock::new(|| {
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
        .args(["build", "--quiet", "--package", "xtask", "--message-format", "json"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    let messages = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let built = messages.filter_map(|message| Some(PathBuf::from(message.get("executable")?.as_str()?))).next_back();
    built.expect("cargo names the program that it built")
});

/// A copy of what the commands work on, gone when dropped.
pub(crate) struct Copy(TempDir);

/// The outcome of a command.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) ok: bool,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// Whether the command printed these words.
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

    /// Replaces the first occurrence of a piece of text, which must be there.
    pub(crate) fn replace(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(from), "{path} does not hold {from}");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// What is generated: code and schemas.
    pub(crate) fn generated(&self) -> Files {
        let mut files = self.tree("sdk/src/generated");
        files.extend(self.tree("spec/schema"));
        files.extend(self.tree("tests/outside/src/generated"));
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
        let program: &Path = &XTASK;
        let output = Command::new(program)
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
