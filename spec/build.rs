//! Embeds the files of the spec for `src/catalog.rs`, so that new files are included without an edit there. Facts
//! without written docs are compressed.

#[path = "build/member.rs"]
mod member;
#[cfg(feature = "facts")]
#[path = "build/pack.rs"]
mod pack;

use std::collections::{BTreeMap, BTreeSet};
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
    let titles = titles(&spec.join("facts/titles.json"))?;
    let mut rows = BTreeMap::<(String, String), Row>::new();
    let mut summaries = String::new();
    for folder in &versions {
        let names: Vec<_> = folder.strip_prefix(&spec)?.iter().map(|part| part.to_string_lossy()).collect();
        let [product, version] = names.as_slice() else { continue };
        let mut text = "&[\n".to_owned();
        let actions = json_files(&folder.join("actions"))?;
        for (prefix, files) in [("", &json_files(folder)?), ("actions/", &actions)] {
            for file in files {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                writeln!(text, "        ({:?}, include_str!({file:?})),", format!("{prefix}{name}"))?;
            }
        }
        text.push_str("    ]");
        let row = rows.entry((product.to_string(), version.to_string())).or_default();
        row.files = Some(text);
        let about = fs::read_to_string(folder.join("product.json"))?;
        row.has_plain_name = member::text(&about, "module") == *product;
        row.title = Some(member::text(&about, "title"));
        for file in &actions {
            let action = file.file_stem().unwrap_or_default().to_string_lossy();
            let summary = member::text(&fs::read_to_string(file)?, "summary");
            writeln!(summaries, "{product} {version} {action} {summary}")?;
        }
        row.actions.extend(actions.iter().filter_map(|file| Some(file.file_stem()?.to_string_lossy().into_owned())));
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
    writeln!(text, "const NAMES: &str = {:?};", names(&rows))?;
    writeln!(text, "const SUMMARIES: &str = {summaries:?};")?;
    let actions = rows.values().map(|row| Vec::from_iter(row.actions.iter().map(String::as_str)).join(" "));
    text.push_str(&lines("action_names", &Vec::from_iter(actions).join("\n"))?);
    let titles = rows.iter().map(|((product, _), row)| {
        let title = row.title.as_ref().or_else(|| titles.get(product));
        title.filter(|title| !title.is_empty()).unwrap_or(product).as_str()
    });
    text.push_str(&lines("titles", &Vec::from_iter(titles).join("\n"))?);
    fs::write(Path::new(&env::var("OUT_DIR")?).join("catalog.rs"), text)?;
    Ok(())
}

/// Reads the titles of products without written docs.
fn titles(file: &Path) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let text = fs::read_to_string(file)?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()).into())
}

/// What is embedded of a version.
#[derive(Default)]
struct Row {
    /// The files that people write, as an expression.
    files: Option<String>,
    /// The place of the facts, as an expression.
    facts: Option<String>,
    /// Whether the SDK's module for this version is named like the product.
    has_plain_name: bool,
    /// The title of the product, if people write about this version.
    title: Option<String>,
    /// The names of all actions.
    actions: BTreeSet<String>,
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

/// Returns a line for each version, with a sign after the one that is meant if none is named.
fn names(rows: &BTreeMap<(String, String), Row>) -> String {
    let mut lines = String::new();
    for ((product, version), row) in rows {
        let siblings = || rows.iter().filter(|((other, _), _)| other == product);
        // What people write about a module's name prevails over facts.
        let is_meant = |row: &Row| row.has_plain_name && row.files.is_some();
        let meant = siblings()
            .find(|(_, row)| is_meant(row))
            .or_else(|| siblings().find(|(_, row)| row.has_plain_name))
            .or_else(|| siblings().next_back());
        let sign = if meant.is_some_and(|(_, meant)| std::ptr::eq(meant, row)) { " *" } else { "" };
        lines.extend([product, " ", version, sign, "\n"]);
    }
    lines
}

/// Returns a function that returns a text, with a line for each version.
#[cfg(not(feature = "facts"))]
fn lines(function: &str, text: &str) -> Result<String, Box<dyn Error>> {
    Ok(format!("fn {function}() -> &'static str {{\n    {text:?}\n}}\n"))
}

/// Returns a function that returns a text, with a line for each version. It decompresses the text once.
#[cfg(feature = "facts")]
fn lines(function: &str, text: &str) -> Result<String, Box<dyn Error>> {
    let bytes = embed(function, &pack::compress(text.as_bytes(), effort()?))?;
    let text = format!("static TEXT: packed::Text = packed::Text::new({bytes});");
    Ok(format!("fn {function}() -> &'static str {{\n    {text}\n    TEXT.get()\n}}\n"))
}

/// Writes a file into the folder of the build. Returns the expression that embeds it.
#[cfg(feature = "facts")]
fn embed(name: &str, bytes: &[u8]) -> Result<String, Box<dyn Error>> {
    let path = PathBuf::from(env::var("OUT_DIR")?).join(name);
    fs::write(&path, bytes)?;
    Ok(format!("include_bytes!({path:?})"))
}

#[cfg(feature = "facts")]
fn effort() -> Result<pack::Effort, Box<dyn Error>> {
    Ok(if env::var("OPT_LEVEL")? == "0" { pack::Effort::Least } else { pack::Effort::Most })
}

/// Compresses the facts, and adds their places to the rows. Returns the line that embeds them.
#[cfg(feature = "facts")]
fn facts(folder: &Path, rows: &mut BTreeMap<(String, String), Row>) -> Result<String, Box<dyn Error>> {
    let mut files = Vec::new();
    for product in folders(folder)? {
        files.extend(entries(&product, |path| path.extension().is_some_and(|extension| extension == "txt"))?);
    }
    let mut texts: Vec<String> = Vec::new();
    for file in &files {
        // Comments are for people.
        let text = fs::read_to_string(file)?;
        texts.push(text.lines().filter(|line| !line.starts_with('#')).flat_map(|line| [line, "\n"]).collect());
    }
    let packed = pack::pack(&texts, effort()?)?;
    for ((file, text), place) in files.iter().zip(&texts).zip(&packed.places) {
        let version = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let product = file.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
        let pack::Place { block, start, end } = place;
        let place = format!("packed::Place {{ block: {block}, start: {start}, end: {end} }}");
        let is_plain = text.lines().any(|line| line.strip_prefix("module ") == Some(&product));
        let row = rows.entry((product, version)).or_default();
        row.facts = Some(place);
        // What people write about the name of a module prevails.
        row.has_plain_name |= row.files.is_none() && is_plain;
        let actions = text.lines().filter_map(|line| line.strip_prefix("action ")?.split(' ').next());
        row.actions.extend(actions.map(str::to_owned));
    }
    let blocks = packed.blocks.iter().enumerate().map(|(index, block)| embed(&format!("facts-{index}"), block));
    let blocks: Vec<String> = blocks.collect::<Result<_, _>>()?;
    let words = embed("facts-words", &packed.words)?;
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
