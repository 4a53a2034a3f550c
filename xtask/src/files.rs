//! The repository's files, by paths relative to its root.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use anyhow::{Context, Result};

/// Returns the repository's root, which is this package's parent folder.
pub(crate) fn root() -> PathBuf {
    // Set by `cargo run`, even if the built program has been moved.
    let manifest =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.parent().map_or(manifest.clone(), Path::to_path_buf)
}

/// Returns all files in a folder, by path relative to that folder with `/` as separator, in a stable order.
pub(crate) fn read_tree(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(here) = open.pop() {
        let entries = match fs::read_dir(&here) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error).with_context(|| format!("cannot list {}", here.display())),
        };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let parts: Vec<_> = path.strip_prefix(folder)?.iter().map(|part| part.to_string_lossy()).collect();
            files.insert(parts.join("/"), text.replace("\r\n", "\n"));
        }
    }
    Ok(files)
}

/// Returns the spec's files, by path relative to `spec/`, without the schemas, the facts without written docs, and the
/// sources of the package.
pub(crate) fn read_spec() -> Result<BTreeMap<String, String>> {
    let mut spec = read_tree(&root().join("spec"))?;
    spec.retain(|path, _| path.ends_with(".json") && !path.starts_with("schema/") && !path.starts_with("facts/"));
    Ok(spec)
}

/// Writes a file, and creates the folders that contain it.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Formats a number with its noun.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
