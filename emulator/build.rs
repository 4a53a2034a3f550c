//! Embeds the files of `../spec`, so that a new action file is served without an edit here.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    let spec = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../spec").canonicalize()?;
    println!("cargo::rerun-if-changed={}", spec.display());

    let mut files = Vec::new();
    collect(&spec, &mut files)?;
    files.sort();

    let mut list = String::from("&[\n");
    for file in files {
        let name: Vec<_> = file.strip_prefix(&spec)?.iter().map(|part| part.to_string_lossy()).collect();
        writeln!(list, "    ({:?}, include_str!({file:?})),", name.join("/"))?;
    }
    list.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("spec.rs"), list)?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            // `schema` describes the spec's files to editors; it is no part of what the spec says.
            if !path.ends_with("schema") {
                collect(&path, files)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    Ok(())
}
