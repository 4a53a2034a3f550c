//! Turns the facts of a version into its written form, a file for each action: what is new gets notes about what is left
//! to write, and what people wrote is kept.

mod limit;
mod waiters;

use std::collections::{BTreeMap, BTreeSet};

use tencloud_spec::{Action, ApiVersion, Common, Diagnostic, OrTodo, Place, Product, Types, reachable, render};

use crate::between::breaks;
use crate::change::{Change, ChangeKind};
use crate::derived::effect_of;
use crate::docs::Docs;
use crate::facts::ActionFacts;
use crate::merge::{Known, Merge, Source, error_meanings};
use crate::metadata::Examples;
use crate::skeleton;

/// What notes are left in.
const DOCS: Docs = Docs::Placeholder;

/// The outcome of a promotion.
#[derive(Debug)]
pub struct Promotion {
    /// The files that change, by path relative to `spec/`. None is ever removed: people may have written it.
    pub files: BTreeMap<String, String>,
    /// The changes.
    pub changes: Vec<Change>,
    /// The samples that were omitted, and the actions that only the spec has.
    pub warnings: Vec<Diagnostic>,
}

/// Updates the written form of a version from its facts, or creates it.
///
/// `examples` is the text of the metadata's `examples.json`, which contains the samples; `None` to add none. `chosen` are
/// the names of the actions that are added; none stands for all of a version that is not partial. `files` are the spec's
/// files by path relative to `spec/`.
///
/// # Errors
///
/// If files of the spec or the samples cannot be read, or if a correction is no longer needed.
pub fn promote(
    facts: &ApiVersion,
    examples: Option<&str>,
    chosen: &[String],
    files: &BTreeMap<String, String>,
) -> Result<Promotion, Vec<Diagnostic>> {
    let folder = format!("{}/{}", facts.product.product, facts.product.version);
    let present: BTreeMap<&str, &str> = files
        .iter()
        .filter_map(|(path, text)| Some((path.strip_prefix(&folder)?.strip_prefix('/')?, text.as_str())))
        .collect();
    let existing = ApiVersion::read(present.iter().map(|(path, text)| (*path, *text)))
        .map_err(|error| vec![unreadable(&format!("spec/{folder}/{}", error.path), error.line, &error.message)])?;
    let invalid = |message: String| vec![Diagnostic::error(place(&folder), message)];
    let examples = examples.map(Examples::read).transpose().map_err(invalid)?.unwrap_or_default();
    let common = files.get("common.json").map(|text| serde_json::from_str(text)).transpose();
    let common: Common = common
        .map_err(|error| vec![unreadable("spec/common.json", error.line(), &error.to_string())])?
        .unwrap_or_default();
    let mut limited = facts.clone();
    let is_partial = existing.product.partial || !chosen.is_empty();
    if is_partial {
        let keeps = |name: &str| existing.actions.contains_key(name) || chosen.iter().any(|other| other == name);
        limit::to(&mut limited, keeps, &existing.actions);
    }
    let is_partial = is_partial && limited.actions.len() < facts.actions.len();
    let mut promoted = Promoted::new(&existing, limited, is_partial, files.keys());
    promoted.merge(&examples, &common)?;
    let Promoted { version, mut changes, warnings, .. } = promoted;
    changes.sort_by_key(Change::to_string);
    Ok(Promotion { files: changed_files(&folder, &existing, &version, &present), changes, warnings })
}

/// Returns the place of an error in the samples.
fn place(folder: &str) -> Place {
    Place::of_file(format!("samples of {folder}"))
}

/// Returns the warning about an action that the metadata does not have, or no longer has.
fn only_in_spec(Product { product, version, .. }: &Product, name: &str) -> Diagnostic {
    let place = Place::of_file(format!("spec/{product}/{version}/actions/{name}.json"));
    Diagnostic::warning(place, format!("the metadata does not have the action `{name}`, which stays as it is"))
        .with_help("if the service has dropped the action, delete the file")
}

fn unreadable(file: &str, line: usize, message: &str) -> Diagnostic {
    Diagnostic::error(Place::of_line(file, line), format!("cannot be read: {message}"))
        .with_help("run `cargo xtask codegen`, which reports every error in the spec")
}

/// A version before and after.
struct Promoted<'e> {
    existing: &'e ApiVersion,
    facts: ApiVersion,
    version: ApiVersion,
    changes: Vec<Change>,
    warnings: Vec<Diagnostic>,
}

impl<'e> Promoted<'e> {
    fn new(
        existing: &'e ApiVersion,
        facts: ApiVersion,
        is_partial: bool,
        paths: impl IntoIterator<Item = &'e String>,
    ) -> Promoted<'e> {
        let mut version = existing.clone();
        if version.product == Product::default() {
            version.product = product(&facts.product, paths);
        }
        version.product.partial = is_partial;
        if version.types == Types::default() {
            version.types = skeleton::types(Some(facts.types.page.clone()));
        }
        Promoted { existing, facts, version, changes: Vec::new(), warnings: Vec::new() }
    }

    fn merge(&mut self, examples: &Examples, common: &Common) -> Result<(), Vec<Diagnostic>> {
        let Promoted { existing, facts, version, .. } = self;
        // An action that only the spec has stays, with the structs that it uses.
        version.actions.retain(|name, _| !facts.actions.contains_key(name));
        let own = version.actions.values().flat_map(|action| action.parameters.iter().chain(&action.results));
        let used = reachable(&existing.types, own);
        self.warnings.extend(version.actions.keys().map(|name| only_in_spec(&facts.product, name)));
        let mut merge = Merge::new(Source::Metadata, &existing.corrections.corrections, DOCS);
        merge.types(&mut version.types, facts.types.types.iter().map(Into::into).collect());
        merge.remove_types(&mut version.types, |name| facts.types.types.contains_key(name) || used.contains(name));
        let new = facts.actions.values().filter(|action| !existing.actions.contains_key(&action.action));
        let new: Vec<&Action> = new.collect();
        let waiters = waiters::add(&mut version.product.waiters, facts, &new, existing.actions.is_empty());
        let codes: BTreeSet<&String> = new.iter().flat_map(|action| action.errors.iter().flatten()).collect();
        let codes = codes.into_iter().filter(|code| !common.errors.contains_key(*code));
        error_meanings(&mut version.product.errors, codes);
        for (name, fact) in &facts.actions {
            let old = existing.actions.get(name);
            let known = Known { waiters: &version.product.waiters, types: &version.types };
            let mut action = merge.action(old, ActionFacts::from(fact), Some(fact.page.clone()), known);
            match old {
                Some(_) => complete(&mut action, fact, &mut merge),
                None => adopt(&mut action, fact, &waiters),
            }
            let samples = examples.fitting(&action, &version.types);
            for (at, why) in merge.add_samples(&mut action, samples, old.is_none()) {
                let folder = format!("{}/{}", facts.product.product, facts.product.version);
                let message = format!("sample {} of `{name}` omitted: {why}", at + 1);
                let warning = Diagnostic::warning(place(&folder), message);
                self.warnings.push(warning.with_help("correct it, and add it to the spec by hand"));
            }
            version.actions.insert(name.clone(), action);
        }
        let obsolete = self.obsolete(&merge);
        if !obsolete.is_empty() {
            return Err(obsolete);
        }
        self.changes = merge.into_changes();
        Ok(())
    }

    /// Returns an error for each correction that is no longer needed.
    fn obsolete(&self, merge: &Merge<'_>) -> Vec<Diagnostic> {
        let Product { product, version, .. } = &self.facts.product;
        let obsolete = merge.obsolete().into_iter().map(|(index, correction)| {
            let file = Place::of_file(format!("spec/{product}/{version}/corrections.json"));
            let place = Place { pointer: format!("/corrections/{index}"), ..file };
            let message =
                format!("the metadata no longer contains this about `{}.{}`", correction.of, correction.field);
            Diagnostic::error(place, message).with_help("remove the correction")
        });
        obsolete.collect()
    }
}

/// Returns a new product. `paths` are the files of the spec.
fn product<'p>(facts: &Product, paths: impl IntoIterator<Item = &'p String>) -> Product {
    let Product { product, version, module, .. } = facts;
    // The module's name in the facts may be that of a version which has been promoted since.
    let has_other = skeleton::has_other_version(product, version, paths);
    let module = if has_other { skeleton::module(product, version, true) } else { module.clone() };
    Product {
        regional: facts.regional,
        finance: facts.finance,
        default_rate: facts.default_rate,
        ..skeleton::product((product, version), Some(facts.page.clone()), &module)
    }
}

/// Adds the facts about a new action that do not follow from its fields. `waiters` are the names of waiters by their names
/// in the facts.
fn adopt(action: &mut Action, facts: &Action, waiters: &BTreeMap<String, String>) {
    let results = facts.results.iter().map(|field| field.name.as_str());
    let is_known = effect_of(&facts.action, results).is_some() || facts.effect != OrTodo::default();
    action.effect = if is_known { facts.effect.clone() } else { skeleton::effect() };
    // What people corrected they need not decide again.
    action.impact = facts.impact.clone().or_else(|| skeleton::impact_of(&action.effect, DOCS));
    action.regional = facts.regional;
    action.rate = facts.rate;
    action.pages.clone_from(&facts.pages);
    action.streams.clone_from(&facts.streams);
    action.body = facts.body;
    action.deprecated = facts.deprecated.as_ref().map(|_| skeleton::deprecated(DOCS));
    if facts.errors.is_some() {
        action.errors.clone_from(&facts.errors);
    }
    let ids = facts.async_ids().iter().filter_map(|id| waiters::renamed(id, waiters));
    let ids: Vec<_> = ids.collect();
    if !ids.is_empty() {
        action.asynchronous = Some(ids);
    }
}

/// Adds the facts about a written action that do not follow from its fields. What people wrote stays, since they may have
/// known before the metadata did.
fn complete(action: &mut Action, facts: &Action, merge: &mut Merge<'_>) {
    let mut push = |kind| merge.push(Change::of(&facts.action, kind));
    if action.deprecated.is_none() && facts.deprecated.is_some() {
        action.deprecated = Some(skeleton::deprecated(DOCS));
        push(ChangeKind::Deprecated(true));
    }
    if action.streams.is_none() && facts.streams.is_some() {
        action.streams.clone_from(&facts.streams);
        push(ChangeKind::Streams { breaking: breaks(None, facts.streams.as_ref()) });
    }
    if action.body.is_none() && facts.body.is_some() {
        action.body = facts.body;
        push(ChangeKind::Body);
    }
}

fn changed_files(
    folder: &str,
    old: &ApiVersion,
    new: &ApiVersion,
    present: &BTreeMap<&str, &str>,
) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut put = |path: &str, text: String| {
        if present.get(path).copied() != Some(text.as_str()) {
            files.insert(format!("{folder}/{path}"), text);
        }
    };
    if old.product != new.product {
        put("product.json", render(&new.product));
    }
    if old.types != new.types {
        put("types.json", render(&new.types));
    }
    for (name, action) in new.actions.iter().filter(|(name, action)| old.actions.get(*name) != Some(*action)) {
        put(&format!("actions/{name}.json"), render(action));
    }
    files
}
