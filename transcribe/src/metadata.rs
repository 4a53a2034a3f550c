//! From the official machine-readable metadata to facts in the spec.
//!
//! Only names, types and flags are taken; no sentence of the metadata is. What people wrote in the spec stays.

use tencloud_spec::{ApiVersion, Fault, TODO};

mod changes;
mod facts;
mod form;
mod merge;
mod write;

use std::collections::BTreeMap;

pub use changes::Change;

use form::Metadata;
use merge::Merge;

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
pub fn import<'f>(
    metadata: &str,
    folder: &str,
    files: &'f BTreeMap<String, String>,
    words: Words,
) -> Result<Import, Vec<Fault>> {
    let below = |path: &'f str| path.strip_prefix(folder)?.strip_prefix('/');
    let ours: BTreeMap<&str, &String> = files.iter().filter_map(|(path, text)| Some((below(path)?, text))).collect();
    let existing = ApiVersion::read(ours.iter().map(|(path, text)| (*path, text.as_str()))).map_err(|error| {
        let position = Some((error.line, error.column.max(1)));
        let mend = "run `cargo xtask codegen`, which names every fault of the spec".to_owned();
        let file = format!("{folder}/{}", error.path);
        vec![Fault { file, position, pointer: String::new(), what: error.message, mend }]
    })?;
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
