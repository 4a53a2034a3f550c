//! Several pages at once: their facts, and which folder of the spec each of them is about.

use std::collections::{BTreeMap, BTreeSet};

use tencloud_spec::Types;

use super::action::{ActionFacts, Given};
use super::finding::{Finding, Findings};
use super::identity::{Identity, Kind};
use super::structures;
use super::{Facts, Page};

/// What to read, and beside what.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The pages, each with the name that messages call it by.
    pub pages: &'a [(String, String)],
    /// The spec's files by path below `spec/`, without `spec/schema/`.
    pub spec: &'a BTreeMap<String, String>,
    /// The product, for pages that do not tell it: the page "data types" and the page "error codes".
    pub product: Option<&'a str>,
    /// The API version, for pages that do not tell it.
    pub version: Option<&'a str>,
}

/// The facts of a page, and the folder of the spec that they belong into.
pub(super) struct Read {
    pub(super) file: String,
    /// `redis/2018-04-12`
    pub(super) folder: String,
    pub(super) facts: Facts,
}

#[derive(Default)]
pub(super) struct Reading {
    pub(super) pages: Vec<Read>,
    pub(super) notes: Vec<Finding>,
    pub(super) refused: Vec<Finding>,
}

impl Reading {
    /// Keeps notes or refusals, and gives what was read.
    fn take<T>(&mut self, read: Result<(T, Vec<Finding>), Vec<Finding>>) -> Option<T> {
        match read {
            Ok((value, notes)) => {
                self.notes.extend(notes);
                Some(value)
            }
            Err(refused) => {
                self.refused.extend(refused);
                None
            }
        }
    }
}

pub(super) fn read(request: &Request<'_>) -> Reading {
    let mut reading = Reading::default();
    for (kind, option, given) in
        [(Kind::Product, "--product", request.product), (Kind::Version, "--version", request.version)]
    {
        if let Some(given) = given.filter(|given| !kind.holds(given)) {
            let what = format!("`{given}` cannot be what {option} names");
            let mend = "write such as `--product redis --version 2018-04-12`".to_owned();
            reading.refused.push(Finding { file: option.to_owned(), line: 1, what, mend });
            return reading;
        }
    }
    let given = Given { product: request.product, version: request.version };
    // Pages of structures first: the others are read with their help.
    let parts = request.pages.iter().map(|(file, text)| Page::new(file, text));
    let (first, others): (Vec<Page<'_>>, Vec<Page<'_>>) = parts.partition(Page::describes_structures);
    let mut pages: Vec<(&str, Facts)> = Vec::new();
    let mut described = Types::default();
    for page in &first {
        let facts = reading.take(page.read(given, &|_| Types::default()));
        if let Some(Facts::Structures(structures)) = &facts {
            structures::add(structures, &mut described);
        }
        pages.extend(facts.map(|facts| (page.file, facts)));
    }
    let known = |identity: &Identity| known_types(request.spec, &folder(identity), &described);
    for page in &others {
        let facts = reading.take(page.read(given, &known));
        pages.extend(facts.map(|facts| (page.file, facts)));
    }
    let told: BTreeSet<(String, String)> = pages
        .iter()
        .filter_map(|(_, facts)| match facts {
            Facts::Action(facts) => Some((facts.identity.product.value.clone(), facts.identity.version.value.clone())),
            _ => None,
        })
        .collect();
    for (file, facts) in pages {
        let mut findings = Findings::new(file);
        let folder = match &facts {
            Facts::Action(facts) => Some(folder(&facts.identity)),
            _ => given_folder(request, &told, &mut findings),
        };
        if let (Facts::Structures(structures), Some(folder)) = (&facts, &folder) {
            let known = known_types(request.spec, folder, &described);
            structures::resolve(structures, &known, &mut findings);
        }
        if reading.take(findings.finish().map(|notes| ((), notes))).is_some()
            && let Some(folder) = folder
        {
            reading.pages.push(Read { file: file.to_owned(), folder, facts });
        }
    }
    reading
}

fn folder(identity: &Identity) -> String {
    format!("{}/{}", identity.product.value, identity.version.value)
}

/// The folder of a page that tells neither product nor version.
fn given_folder(request: &Request<'_>, told: &BTreeSet<(String, String)>, findings: &mut Findings) -> Option<String> {
    let mut products = told.iter().map(|(product, _)| product.as_str()).collect::<BTreeSet<_>>().into_iter();
    let Some(product) = request.product.or_else(|| products.next().filter(|_| products.next().is_none())) else {
        findings.refuse(1, "the page does not tell its product", "name it with --product");
        return None;
    };
    let of_pages = told.iter().filter(|(name, _)| name == product).map(|(_, version)| version.as_str());
    let of_spec = request.spec.keys().filter_map(|path| {
        let (folder, rest) = path.split_once('/')?;
        let (version, _) = rest.split_once('/')?;
        (folder == product).then_some(version)
    });
    let version = request.version.or_else(|| of_pages.max()).or_else(|| of_spec.max());
    if version.is_none() {
        let what = format!("the page does not tell its version, and the spec has no product `{product}`");
        findings.refuse(1, what, "name it with --version, or transcribe a page of an action along with it");
    }
    version.map(|version| format!("{product}/{version}"))
}

/// The structures of the spec, and those that the pages describe.
fn known_types(spec: &BTreeMap<String, String>, folder: &str, described: &Types) -> Types {
    let text = spec.get(&format!("{folder}/types.json"));
    let mut known: Types = text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    known.types.extend(described.types.clone());
    known
}

/// The file of an action, below `spec/`.
pub(super) fn action_path(folder: &str, facts: &ActionFacts) -> String {
    format!("{folder}/actions/{}.json", facts.identity.action.value)
}

/// What a page holds, for people to look over.
pub(super) fn counted(facts: &ActionFacts) -> String {
    let mut parts = vec![
        count(facts.parameters.len(), "parameter"),
        count(facts.results.len(), "result"),
        facts.errors.as_ref().map_or("no list of error codes".to_owned(), |codes| count(codes.len(), "error code")),
        count(facts.samples.iter().flatten().count(), "sample"),
    ];
    parts.push(facts.rate.as_ref().map_or("no rate".to_owned(), |rate| format!("{} per second", rate.value)));
    if facts.finance.is_some() {
        parts.push("finance regions".to_owned());
    }
    parts.join(", ")
}

pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
