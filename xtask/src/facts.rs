//! `cargo xtask facts`: the facts of all products without written docs, from the official metadata.

mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use rayon::prelude::*;
use tencloud_spec::ApiVersion;
use tencloud_spec::facts;
use tencloud_transcribe::{Change, changes};

use crate::files::{self, count};
use crate::sources::{self, FOLDER, Sources, overlay_path};

/// The file with the English names of products without written docs, which people write: the metadata has only Chinese
/// ones.
const TITLES: &str = "titles.json";

/// The arguments of the command.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Write nothing; report what would change, and fail if anything would.
    #[arg(long)]
    check: bool,
    /// The metadata: the folder `services` of the PyPI package tccli. By default, the release that the spec follows is
    /// installed in target.
    #[arg(long, value_name = "FOLDER")]
    metadata: Option<PathBuf>,
    /// The metadata of the international site: the folder `services` of the PyPI package tccli-intl-en.
    #[arg(long, value_name = "FOLDER")]
    international: Option<PathBuf>,
    /// Error codes, which the metadata does not contain: a JSON object of lists by `product/vYYYYMMDD/Action`. Without
    /// it, the codes in the facts are kept.
    #[arg(long, value_name = "FILE")]
    codes: Option<PathBuf>,
}

/// A version before and after.
struct Updated {
    /// The path relative to the folder with the facts.
    path: String,
    old: Option<String>,
    new: Option<String>,
    version: ApiVersion,
    changes: Vec<Change>,
}

/// The files as they are.
struct Present {
    /// By path relative to the folder with the facts.
    texts: BTreeMap<String, String>,
    /// The facts by path.
    facts: BTreeMap<String, ApiVersion>,
}

/// Updates the facts; with `check`, only reports what would change, and fails if anything would.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let root = files::root();
    let present = Present::read(&root.join(FOLDER))?;
    let sources =
        Sources::new(arguments.metadata.clone(), arguments.international.clone(), arguments.codes.as_deref())?;
    let written = written()?;
    let versions = sources.versions(&present.facts, &written)?;
    let mut updated: Vec<Updated> =
        versions.into_par_iter().map(|version| update(&sources, version, &present)).collect::<Result<_>>()?;
    let described = updated.iter().map(|updated| &updated.version).chain(&written);
    let unused = present.unused_overlays(described);
    unused
        .iter()
        .for_each(|path| eprintln!("{FOLDER}/{path}: there is no such version; remove it, or correct its name"));
    let titles = present.titles()?;
    let products = updated.iter().map(|updated| &updated.version.product.product);
    let is_untitled = |product: &&String| titles.get(*product).is_none_or(|title| title.trim().is_empty());
    let untitled: BTreeSet<String> = products.filter(is_untitled).cloned().collect();
    updated.extend(present.removed(&updated));
    let facts = updated.iter().filter(|updated| updated.new.is_some()).map(|it| &it.version);
    let table = table::text(&written, facts, &titles);
    let path = root.join(table::FILE);
    let is_table_stale = fs::read_to_string(&path).ok().as_ref() != Some(&table);
    updated.retain(|updated| updated.old != updated.new);
    updated.iter().for_each(report);
    let changes = updated.iter().flat_map(|updated| &updated.changes);
    let (all, breaking) = (changes.clone().count(), changes.filter(|change| change.is_breaking()).count());
    println!("{} in {}, {breaking} of them breaking", count(all, "change"), count(updated.len(), "version"));
    if arguments.check {
        check_titles(&untitled)?;
        ensure!(updated.is_empty(), "{} out of date; run `cargo xtask facts`", count(updated.len(), "file"));
        ensure!(!is_table_stale, "{} is out of date; run `cargo xtask facts`", table::FILE);
        return check_overlays(&unused);
    }
    files::write(&path, &table)?;
    for Updated { path, new, .. } in &updated {
        let path = root.join(FOLDER).join(path);
        match new {
            Some(text) => files::write(&path, text)?,
            None => fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?,
        }
    }
    check_titles(&untitled)?;
    check_overlays(&unused)
}

fn check_titles(untitled: &BTreeSet<String>) -> Result<()> {
    let products = Vec::from_iter(untitled.iter().map(String::as_str)).join(", ");
    ensure!(untitled.is_empty(), "{FOLDER}/{TITLES}: add English names for: {products}");
    Ok(())
}

fn check_overlays(unused: &[&String]) -> Result<()> {
    ensure!(unused.is_empty(), "{} without a version", count(unused.len(), "overlay"));
    Ok(())
}

impl Present {
    fn read(folder: &Path) -> Result<Present> {
        let texts = files::read_tree(folder)?;
        let read = |(path, text): (&String, &String)| {
            let version = facts::read(text).with_context(|| format!("{FOLDER}/{path}"))?;
            Ok((path.clone(), version))
        };
        let facts = texts.par_iter().filter(|(path, _)| path.ends_with(".txt")).map(read).collect::<Result<_>>()?;
        Ok(Present { texts, facts })
    }

    /// Returns the versions that no source describes any more.
    fn removed(&self, updated: &[Updated]) -> Vec<Updated> {
        let is_gone = |path: &&String| !updated.iter().any(|updated| updated.path == **path);
        let gone = self.facts.keys().filter(is_gone);
        let removed = |path: &String| Updated {
            path: path.clone(),
            old: self.texts.get(path).cloned(),
            new: None,
            version: ApiVersion::default(),
            changes: Vec::new(),
        };
        gone.map(removed).collect()
    }

    /// Returns the paths of the overlays whose version does not exist. `promote` applies those of versions with written docs.
    fn unused_overlays<'v>(&self, versions: impl Iterator<Item = &'v ApiVersion>) -> Vec<&String> {
        let used: BTreeSet<String> = versions.map(|version| overlay_path(&version.product)).collect();
        let is_overlay = |path: &&String| path.ends_with(".json") && *path != TITLES;
        self.texts.keys().filter(is_overlay).filter(|path| !used.contains(*path)).collect()
    }

    /// Returns the titles of products.
    fn titles(&self) -> Result<BTreeMap<String, String>> {
        let text = self.texts.get(TITLES).with_context(|| format!("{FOLDER}/{TITLES} is missing"))?;
        serde_json::from_str(text).with_context(|| format!("{FOLDER}/{TITLES}"))
    }
}

/// Returns the versions with written docs of all actions.
fn written() -> Result<Vec<ApiVersion>> {
    let files = files::read_spec()?;
    let versions = ApiVersion::read_all(&files).context("cannot read the spec")?;
    Ok(versions.into_iter().filter(|version| !version.product.partial).collect())
}

fn update(sources: &Sources, version: sources::Version, present: &Present) -> Result<Updated> {
    let path = version.path();
    let known = present.facts.get(&path);
    let first_line = sources.first_line(&version)?;
    let new = version.facts;
    let body = facts::write(&new);
    let again = facts::read(&body).with_context(|| format!("{path}, as written, cannot be read"))?;
    ensure!(again == new, "{path} cannot contain all facts; if an overlay adds other parts of the spec, remove them");
    let changes = known.map(|known| changes(known, &new)).unwrap_or_default();
    let old = present.texts.get(&path).cloned();
    // A file that is as it was keeps the release in its first line.
    let is_same = old.as_ref().and_then(|old| old.split_once('\n')).is_some_and(|(_, old)| old == body);
    let text = if is_same { old.clone() } else { Some(format!("{first_line}\n{body}")) };
    Ok(Updated { path, old, new: text, version: new, changes })
}

fn report(updated: &Updated) {
    let Updated { path, old, new, changes, .. } = updated;
    let name = path.trim_end_matches(".txt").replace('/', " ");
    match (old, new) {
        (None, _) => println!("{name}: new version"),
        (_, None) => println!("{name}: version removed (breaking)"),
        (Some(_), Some(_)) => {
            let breaking = changes.iter().filter(|change| change.is_breaking()).count();
            println!("{name}: {}, {breaking} of them breaking", count(changes.len(), "change"));
            changes.iter().for_each(|change| println!("  {change}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlays_of_no_version_are_found() {
        let paths = [
            "titles.json",
            "demo/2019-01-01.json",
            "demo/2019-01-01.txt",
            "demo/2019-01-1.json",
            "gone/2018-01-01.json",
        ];
        let texts = paths.iter().map(|path| ((*path).to_owned(), String::new())).collect();
        let present = Present { texts, facts: BTreeMap::new() };
        let mut version = ApiVersion::default();
        (version.product.product, version.product.version) = ("demo".to_owned(), "2019-01-01".to_owned());
        assert_eq!(present.unused_overlays([&version].into_iter()), ["demo/2019-01-1.json", "gone/2018-01-01.json"]);
    }
}
