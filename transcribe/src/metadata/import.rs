//! Updates one version of a product from the metadata.

use std::collections::BTreeMap;

use tencloud_spec::facts::explorer;
use tencloud_spec::{ApiVersion, Diagnostic, Place, Product, Types, render};

use super::examples::Examples;
use super::facts;
use super::form::Metadata;
use crate::change::{Change, ChangeKind};
use crate::docs::Docs;
use crate::merge::{Known, Merge, Source};
use crate::skeleton;

/// The metadata of one version of a product.
#[derive(Clone, Copy, Debug)]
pub struct Texts<'t> {
    /// The text of `api.json`.
    pub api: &'t str,
    /// The text of `examples.json`; `None` to import no samples.
    pub examples: Option<&'t str>,
}

/// The outcome of an import.
#[derive(Debug)]
pub struct Import {
    /// The files that change, by path relative to `spec/`; `None` for a file that is removed.
    pub files: BTreeMap<String, Option<String>>,
    /// The changes.
    pub changes: Vec<Change>,
    /// The samples that were omitted.
    pub warnings: Vec<Diagnostic>,
}

/// Updates one version of a product from the metadata.
///
/// `folder` is the version's folder relative to `spec/`, such as `redis/2018-04-12`. `files` are the spec's files by
/// path relative to `spec/`; those of other folders only determine how the module of a new version is named.
///
/// # Errors
///
/// If files of the spec or the metadata cannot be read, or if a correction is no longer needed.
pub fn import(
    texts: Texts<'_>,
    folder: &str,
    files: &BTreeMap<String, String>,
    docs: Docs,
) -> Result<Import, Vec<Diagnostic>> {
    let present: BTreeMap<&str, &str> =
        files.iter().filter_map(|(path, text)| Some((below(folder, path)?, text.as_str()))).collect();
    let existing = ApiVersion::read(present.iter().map(|(path, text)| (*path, *text)))
        .map_err(|error| vec![unreadable(&format!("spec/{folder}/{}", error.path), error.line, &error.message)])?;
    let invalid = |message: String| vec![Diagnostic::error(place(folder), message)];
    let mut metadata = Metadata::parse(texts.api).map_err(invalid)?;
    if metadata.folder() != folder {
        return Err(invalid(format!("it describes `{}`", metadata.folder())));
    }
    if existing.product.partial {
        // As if the product had no other actions: structs that only others use are not imported either.
        metadata.actions.retain(|name, _| existing.actions.contains_key(name));
    }
    let examples = texts.examples.map(Examples::read).transpose().map_err(invalid)?.unwrap_or_default();
    let facts = facts::of(&metadata).map_err(invalid)?;
    let Merged { version, mut changes, warnings } = merged(folder, &existing, facts, &examples, docs, files)?;
    changes.sort_by_key(Change::to_string);
    let files = changed_files(folder, &existing, &version, &present);
    Ok(Import { files, changes, warnings })
}

/// Returns the place of an error in the metadata.
fn place(folder: &str) -> Place {
    Place::of_file(format!("metadata of {folder}"))
}

fn below<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    path.strip_prefix(folder)?.strip_prefix('/')
}

fn unreadable(file: &str, line: usize, message: &str) -> Diagnostic {
    Diagnostic::error(Place::of_line(file, line), format!("cannot be read: {message}"))
        .with_help("run `cargo xtask codegen`, which reports every error in the spec")
}

/// The version after the import, with the changes and warnings.
struct Merged {
    version: ApiVersion,
    changes: Vec<Change>,
    warnings: Vec<Diagnostic>,
}

fn merged(
    folder: &str,
    existing: &ApiVersion,
    facts: facts::Facts,
    examples: &Examples,
    docs: Docs,
    files: &BTreeMap<String, String>,
) -> Result<Merged, Vec<Diagnostic>> {
    let mut version = existing.clone();
    if version.product == Product::default() {
        let page = Some(explorer(&facts.product, &facts.version, None, false));
        version.product = skeleton::product((&facts.product, &facts.version), page, docs, files.keys());
        // Most products are regional.
        version.product.regional = true;
    }
    if version.types == Types::default() {
        version.types = skeleton::types(Some(explorer(&facts.product, &facts.version, None, false)), docs);
    }
    let mut merge = Merge::new(Source::Metadata { corrections: &existing.corrections.corrections }, docs);
    merge.types(&mut version.types, facts.structures);
    version.actions.clear();
    let mut warnings = Vec::new();
    for action in facts.actions {
        let page = explorer(&facts.product, &facts.version, Some(&action.name), false);
        let name = action.name.clone();
        let old = existing.actions.get(&name);
        let known = Known { waiters: &existing.product.waiters, types: &version.types };
        let mut action = merge.action(old, action, Some(page), known);
        let samples = examples.fitting(&action, &version.types);
        for (at, why) in merge.add_samples(&mut action, samples, old.is_none()) {
            let message = format!("sample {} of `{name}` omitted: {why}", at + 1);
            let warning = Diagnostic::warning(place(folder), message);
            warnings.push(warning.with_help("correct it, and add it to the spec by hand"));
        }
        version.actions.insert(name, action);
    }
    for gone in existing.actions.keys().filter(|name| !version.actions.contains_key(*name)) {
        merge.push(Change::of(gone, ChangeKind::ActionRemoved));
    }
    let obsolete = merge.obsolete().into_iter().map(|(index, correction)| {
        let file = Place::of_file(format!("spec/{folder}/corrections.json"));
        let place = Place { pointer: format!("/corrections/{index}"), ..file };
        let message = format!("the metadata no longer contains this about `{}.{}`", correction.of, correction.field);
        Diagnostic::error(place, message).with_help("remove the correction")
    });
    let obsolete: Vec<Diagnostic> = obsolete.collect();
    if !obsolete.is_empty() {
        return Err(obsolete);
    }
    Ok(Merged { version, changes: merge.into_changes(), warnings })
}

fn changed_files(
    folder: &str,
    old: &ApiVersion,
    new: &ApiVersion,
    present: &BTreeMap<&str, &str>,
) -> BTreeMap<String, Option<String>> {
    let mut files = BTreeMap::new();
    let mut put = |path: &str, text: Option<String>| {
        if present.get(path).copied() != text.as_deref() {
            files.insert(format!("{folder}/{path}"), text);
        }
    };
    if old.product != new.product {
        put("product.json", Some(render(&new.product)));
    }
    if old.types != new.types {
        put("types.json", Some(render(&new.types)));
    }
    for (name, action) in new.actions.iter().filter(|(name, action)| old.actions.get(*name) != Some(*action)) {
        put(&format!("actions/{name}.json"), Some(render(action)));
    }
    for gone in old.actions.keys().filter(|name| !new.actions.contains_key(*name)) {
        put(&format!("actions/{gone}.json"), None);
    }
    files
}
