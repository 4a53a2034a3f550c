//! Embeds the files of the spec for `src/catalog.rs`, so that new files are included without an edit there. Facts
//! without written docs are compressed.

#[cfg(feature = "facts")]
#[path = "build/pack.rs"]
mod pack;

use std::collections::BTreeMap;
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
    let mut rows = BTreeMap::<(String, String), Row>::new();
    for folder in &versions {
        let names: Vec<_> = folder.strip_prefix(&spec)?.iter().map(|part| part.to_string_lossy()).collect();
        let [product, version] = names.as_slice() else { continue };
        let mut text = "&[\n".to_owned();
        let actions = json_files(&folder.join("actions"))?;
        for (prefix, files) in [("", json_files(folder)?), ("actions/", actions)] {
            for file in files {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                writeln!(text, "        ({:?}, include_str!({file:?})),", format!("{prefix}{name}"))?;
            }
        }
        text.push_str("    ]");
        rows.entry((product.to_string(), version.to_string())).or_default().files = Some(text);
    }
    let mut text = String::new();
    #[cfg(feature = "facts")]
    text.push_str(&facts(&spec.join("facts"), &mut rows)?);
    writeln!(text, "const COMMON: &str = include_str!({:?});", spec.join("common.json"))?;
    writeln!(text, "static VERSIONS: [Embedded; {}] = [", rows.len())?;
    for row in rows.values() {
        writeln!(text, "    Embedded::new({}),", row.source())?;
    }
    text.push_str("];\n");
    let names: String = rows.keys().map(|(product, version)| format!("{product} {version}\n")).collect();
    writeln!(text, "const NAMES: &str = {names:?};")?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("catalog.rs"), text)?;
    Ok(())
}

/// What is embedded of a version, as expressions: the files that people write, and the place of the facts.
#[derive(Default)]
struct Row {
    files: Option<String>,
    facts: Option<String>,
}

impl Row {
    /// Returns the `Source` of the version.
    fn source(&self) -> String {
        match (&self.files, &self.facts) {
            (Some(files), None) => format!("Source::Files({files})"),
            (Some(files), Some(facts)) => format!("Source::Partial(&({files}, {facts}))"),
            (None, facts) => format!("Source::Facts({})", facts.as_deref().unwrap_or_default()),
        }
    }
}

/// Compresses the facts, and adds their places to the rows. Returns the line that embeds them.
#[cfg(feature = "facts")]
fn facts(folder: &Path, rows: &mut BTreeMap<(String, String), Row>) -> Result<String, Box<dyn Error>> {
    let mut files = Vec::new();
    for product in folders(folder)? {
        files.extend(entries(&product, |path| path.extension().is_some_and(|extension| extension == "txt"))?);
    }
    let mut texts = Vec::new();
    for file in &files {
        // Comments are for people.
        let text = fs::read_to_string(file)?;
        texts.push(text.lines().filter(|line| !line.starts_with('#')).flat_map(|line| [line, "\n"]).collect());
    }
    let effort = if env::var("OPT_LEVEL")? == "0" { pack::Effort::Least } else { pack::Effort::Most };
    let packed = pack::pack(&texts, effort)?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for (file, place) in files.iter().zip(&packed.places) {
        let version = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let product = file.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
        let pack::Place { block, start, end } = place;
        let place = format!("packed::Place {{ block: {block}, start: {start}, end: {end} }}");
        rows.entry((product, version)).or_default().facts = Some(place);
    }
    let embed = |name: String, bytes: &[u8]| -> Result<String, Box<dyn Error>> {
        let path = out.join(name);
        fs::write(&path, bytes)?;
        Ok(format!("include_bytes!({path:?})"))
    };
    let blocks = packed.blocks.iter().enumerate().map(|(index, block)| embed(format!("facts-{index}"), block));
    let blocks: Vec<String> = blocks.collect::<Result<_, _>>()?;
    let words = embed("facts-words".to_owned(), &packed.words)?;
    let blocks = blocks.join(", ");
    Ok(format!("static PACKED: packed::Packed = packed::Packed::new({words}, &[{blocks}]);\n"))
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
