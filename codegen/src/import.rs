//! From the official machine-readable metadata to facts in the spec.
//!
//! Only names, types and flags are taken; no sentence of the metadata is. What people wrote in the spec stays.

mod changes;
mod facts;
mod merge;
mod metadata;
mod write;

use std::collections::BTreeMap;

pub use changes::Change;

use crate::check::TODO;
use crate::fault::Fault;
use crate::read;
use merge::Merge;
use metadata::Metadata;

/// What stands in the texts that only people can write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// A note of what is left to write, which `generate` then names.
    ToWrite,
    /// Nothing: the product is marked as one that carries facts only.
    None,
}

/// The outcome of an import.
#[derive(Debug)]
pub struct Import {
    /// The files that change, by path below `spec/`; `None` where a file goes.
    pub files: BTreeMap<String, Option<String>>,
    /// What changed, as a reader would want to know it.
    pub changes: Vec<Change>,
}

/// Brings one version of a product to what the metadata says.
///
/// `metadata` is the text of the metadata's `api.json`; `folder` is the version's folder below `spec/`, such as
/// `redis/2018-04-12`; `files` are the spec's files by path below `spec/`, of which those of other folders are ignored.
///
/// # Errors
///
/// The faults of the spec as it stands, metadata that cannot be read, or corrections that are no longer needed.
pub fn import(
    metadata: &str,
    folder: &str,
    files: &BTreeMap<String, String>,
    words: Words,
) -> Result<Import, Vec<Fault>> {
    let ours: BTreeMap<String, String> = files
        .iter()
        .filter(|(path, _)| *path == "common.json" || path.starts_with(&format!("{folder}/")))
        .map(|(path, text)| (path.clone(), text.clone()))
        .collect();
    let is_new = ours.len() <= 1;
    let mut existing = read::Version::default();
    if !is_new {
        let (mut spec, faults) = read::read(&ours);
        let faults = faults.into_sorted();
        if !faults.is_empty() {
            return Err(faults);
        }
        existing = spec.versions.remove(folder).unwrap_or_default();
    }
    let metadata = Metadata::parse(metadata).map_err(|what| vec![Fault::of_file(folder, what)])?;
    if metadata.folder() != folder {
        let what = format!("the metadata is of `{}`, not of `{folder}`", metadata.folder());
        return Err(vec![Fault::of_file(folder, what)]);
    }
    let facts = facts::of(&metadata).map_err(|what| vec![Fault::of_file(folder, what)])?;
    let mut merge = Merge::new(folder, &existing, words);
    let version = merge.run(facts);
    let (changes, faults) = merge.finish();
    if !faults.is_empty() {
        return Err(faults);
    }
    let files = write::files(folder, &existing, &version, words, &ours);
    Ok(Import { files, changes })
}

/// The folder below `spec/` to which metadata belongs, such as `redis/2018-04-12`.
///
/// # Errors
///
/// Metadata that cannot be read.
pub fn folder_of(metadata: &str) -> Result<String, String> {
    Metadata::parse(metadata).map(|metadata| metadata.folder())
}

/// What is left to write of a text.
fn to_write(words: Words, what: &str) -> String {
    match words {
        Words::ToWrite => format!("{TODO}: {what}"),
        Words::None => String::new(),
    }
}
