//! Embeds the files of the spec for `src/catalog.rs`, so that new files are included without an edit there.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let spec = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    println!("cargo::rerun-if-changed={}", spec.display());
    let mut versions = Vec::new();
    for product in folders(&spec)? {
        // A folder with a `product.json` is a version of a product; `schema` and `src` have none.
        let found = folders(&product)?.into_iter().filter(|folder| folder.join("product.json").is_file());
        versions.extend(found);
    }
    let mut text = format!("const COMMON: &str = include_str!({:?});\n", spec.join("common.json"));
    writeln!(text, "static VERSIONS: [Embedded; {}] = [", versions.len())?;
    for folder in &versions {
        let names: Vec<_> = folder.strip_prefix(&spec)?.iter().map(|part| part.to_string_lossy()).collect();
        let [product, version] = names.as_slice() else { continue };
        let actions = json_files(&folder.join("actions"))?;
        writeln!(text, "    Embedded::new({product:?}, {version:?}, &[")?;
        for (prefix, files) in [("", json_files(folder)?), ("actions/", actions)] {
            for file in files {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                writeln!(text, "        ({:?}, include_str!({file:?})),", format!("{prefix}{name}"))?;
            }
        }
        text.push_str("    ]),\n");
    }
    text.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("catalog.rs"), text)?;
    Ok(())
}

fn folders(of: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    entries(of, |path| path.is_dir())
}

fn json_files(of: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    entries(of, |path| path.extension().is_some_and(|extension| extension == "json"))
}

/// Returns the sorted paths in a folder that a predicate selects; returns none if the folder does not exist.
fn entries(folder: &Path, choose: fn(&Path) -> bool) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        found.push(entry?.path());
    }
    found.retain(|path| choose(path));
    found.sort();
    Ok(found)
}
