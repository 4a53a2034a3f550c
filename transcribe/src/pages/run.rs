//! Reads several pages: their facts, and the folder of the spec to which each belongs.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use tencloud_spec::{Correction, Corrections, Diagnostic, Place, Types};

use super::action::ActionPage;
use super::diagnostics::Diagnostics;
use super::identity::{Identity, Kind};
use super::page::{Facts, Outcome, Page};
use super::parts::Given;
use super::structures::{self, StructurePage};

/// What to read, and what to compare it with.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The pages, each with the name that messages use for it.
    pub pages: &'a [(String, String)],
    /// The spec's files by path relative to `spec/`, without `spec/schema/`.
    pub spec: &'a BTreeMap<String, String>,
    /// The product, for pages that do not contain it: the page "data types" and the page "error codes".
    pub product: Option<&'a str>,
    /// The API version, for pages that do not contain it.
    pub version: Option<&'a str>,
}

/// The facts of a page, and the folder of the spec to which they belong.
pub(super) struct Read {
    pub(super) file: String,
    /// Such as `redis/2018-04-12`.
    pub(super) folder: String,
    /// The corrections of that folder.
    pub(super) corrections: Vec<Correction>,
    pub(super) facts: Facts,
}

#[derive(Default)]
pub(super) struct Reading {
    pub(super) pages: Vec<Read>,
    pub(super) warnings: Vec<Diagnostic>,
    pub(super) errors: Vec<Diagnostic>,
}

impl Reading {
    /// Stores the warnings and errors of a page, and returns its facts.
    fn take(&mut self, outcome: Outcome) -> Option<Facts> {
        self.warnings.extend(outcome.warnings);
        self.errors.extend(outcome.errors);
        outcome.facts
    }

    /// Returns the names of the structs that the pages of a folder describe.
    pub(super) fn structures(&self, folder: &str) -> BTreeSet<&str> {
        let pages = self.pages.iter().filter(|read| read.folder == folder);
        let pages = pages.filter_map(|read| match &read.facts {
            Facts::Structures(page) => Some(page),
            _ => None,
        });
        pages.flat_map(StructurePage::names).collect()
    }
}

pub(super) fn read(request: &Request<'_>) -> Reading {
    let mut reading = Reading::default();
    for (kind, option, given) in
        [(Kind::Product, "--product", request.product), (Kind::Version, "--version", request.version)]
    {
        if let Some(given) = given.filter(|given| !kind.accepts(given)) {
            let message = format!("invalid value `{given}` for {option}");
            let error = Diagnostic::error(Place::of_file(option), message);
            reading.errors.push(error.with_help("for example: `--product redis --version 2018-04-12`"));
            return reading;
        }
    }
    let given = Given { product: request.product, version: request.version };
    // Pages of structs are read first, since the other pages refer to the structs.
    let parts = request.pages.iter().map(|(file, text)| Page::new(file, text));
    let (first, others): (Vec<Page<'_>>, Vec<Page<'_>>) = parts.partition(Page::describes_structures);
    let mut pages: Vec<(&str, Facts)> = Vec::new();
    let mut described = Types::default();
    for page in &first {
        let facts = reading.take(page.read(given, &|_| Types::default()));
        if let Some(Facts::Structures(structures)) = &facts {
            structures.add_to(&mut described);
        }
        pages.extend(facts.map(|facts| (page.file, facts)));
    }
    let known = |identity: &Identity| known_types(request.spec, &folder(identity), &described);
    for page in &others {
        let facts = reading.take(page.read(given, &known));
        pages.extend(facts.map(|facts| (page.file, facts)));
    }
    let named: BTreeSet<(String, String)> = pages
        .iter()
        .filter_map(|(_, facts)| match facts {
            Facts::Action(facts) => Some((facts.identity.product.value.clone(), facts.identity.version.value.clone())),
            _ => None,
        })
        .collect();
    for (file, mut facts) in pages {
        let mut diagnostics = Diagnostics::new(file);
        let folder = match &facts {
            Facts::Action(facts) => Some(folder(&facts.identity)),
            _ => given_folder(request, &named, &mut diagnostics),
        };
        if let (Facts::Structures(page), Some(folder)) = (&mut facts, &folder) {
            structures::resolve(page, &known_types(request.spec, folder, &described), &mut diagnostics);
        }
        let (warnings, errors) = diagnostics.finish();
        reading.warnings.extend(warnings);
        reading.errors.extend(errors);
        let Some(folder) = folder else { continue };
        match corrections(request.spec, &folder) {
            Ok(corrections) => reading.pages.push(Read { file: file.to_owned(), folder, corrections, facts }),
            Err(error) if reading.errors.contains(&error) => {}
            Err(error) => reading.errors.push(*error),
        }
    }
    reading
}

fn folder(identity: &Identity) -> String {
    format!("{}/{}", identity.product.value, identity.version.value)
}

/// Returns the folder of a page that contains neither product nor version.
fn given_folder(
    request: &Request<'_>,
    named: &BTreeSet<(String, String)>,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let mut products = named.iter().map(|(product, _)| product.as_str()).collect::<BTreeSet<_>>().into_iter();
    let Some(product) = request.product.or_else(|| products.next().filter(|_| products.next().is_none())) else {
        diagnostics.error(1, "the page does not name its product", "pass --product");
        return None;
    };
    let of_pages = named.iter().filter(|(name, _)| name == product).map(|(_, version)| version.as_str());
    let of_spec = request.spec.keys().filter_map(|path| {
        let (folder, rest) = path.split_once('/')?;
        let (version, _) = rest.split_once('/')?;
        (folder == product).then_some(version)
    });
    let version = request.version.or_else(|| of_pages.max()).or_else(|| of_spec.max());
    if version.is_none() {
        let message = format!("the page does not name its version, and the spec has no product `{product}`");
        diagnostics.error(1, message, "pass --version, or transcribe a page of an action along with it");
    }
    version.map(|version| format!("{product}/{version}"))
}

/// Returns the structs of the spec, and those that the pages describe.
fn known_types(spec: &BTreeMap<String, String>, folder: &str, described: &Types) -> Types {
    let text = spec.get(&format!("{folder}/types.json"));
    let mut known: Types = text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    known.types.extend(described.types.clone());
    known
}

fn corrections(spec: &BTreeMap<String, String>, folder: &str) -> Result<Vec<Correction>, Box<Diagnostic>> {
    let path = format!("{folder}/corrections.json");
    let file: Option<Corrections> = spec.get(&path).map(|text| parse(&path, text)).transpose()?;
    Ok(file.unwrap_or_default().corrections)
}

/// Parses a file of the spec.
pub(super) fn parse<T: DeserializeOwned>(path: &str, text: &str) -> Result<T, Box<Diagnostic>> {
    serde_json::from_str(text).map_err(|error| {
        let place = Place { column: Some(error.column()), ..Place::of_line(format!("spec/{path}"), error.line()) };
        let error = Diagnostic::error(place, format!("cannot be read: {error}"));
        Box::new(error.with_help("run `cargo xtask codegen`, which reports every error in the spec"))
    })
}

/// Returns the path of an action's file, relative to `spec/`.
pub(super) fn action_path(folder: &str, facts: &ActionPage) -> String {
    format!("{folder}/actions/{}.json", facts.identity.action.value)
}

/// Returns a summary of a page's contents, for people to check.
pub(super) fn counted(facts: &ActionPage) -> String {
    let mut parts = vec![
        count(facts.parameters.len(), "parameter"),
        count(facts.results.len(), "result"),
        facts.errors.as_ref().map_or("no list of error codes".to_owned(), |codes| count(codes.len(), "error code")),
        count(facts.samples.iter().flatten().count(), "sample"),
    ];
    parts.push(facts.rate.as_ref().map_or("no rate".to_owned(), |rate| format!("{} per second", rate.value)));
    if facts.finance.is_some() {
        parts.push("financial regions".to_owned());
    }
    parts.join(", ")
}

pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
