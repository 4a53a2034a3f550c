//! The names of all products and actions, as the search of the page reads them.
//!
//! The names of actions are one text, in the order in which a search should find them: first the versions that are meant if
//! none is named, and short names before long ones. A search can stop as soon as it has enough, since what it finds first is
//! best. The names of one version that have the same length follow a slash and the number of the version. An asterisk stands
//! for `Describe`, with which nearly half of the names begin.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use serde::Serialize;
use tencloud_calls::search::SYNONYMS;
use tencloud_spec::catalog::{self, VersionNames};

/// What the page reads.
#[derive(Serialize)]
struct Index {
    versions: Vec<Version>,
    /// The names, each with a space on either side, abbreviated.
    names: String,
    /// The summaries, each after the position of its name in the text without abbreviations.
    summaries: Vec<(usize, &'static str)>,
    synonyms: [(&'static str, &'static str); SYNONYMS.len()],
}

/// The product, the version, the title, how many actions all versions of the product have, and whether the product's name
/// stands for another version.
#[derive(Serialize)]
struct Version(&'static str, &'static str, &'static str, usize, bool);

/// Returns the index as JSON.
pub(crate) fn json() -> &'static str {
    static JSON: OnceLock<String> = OnceLock::new();
    JSON.get_or_init(|| serde_json::to_string(&read()).unwrap_or_default())
}

/// Returns how many actions there are.
pub(crate) fn count() -> usize {
    static COUNT: OnceLock<usize> = OnceLock::new();
    *COUNT.get_or_init(|| catalog::names().map(|names| names.actions().count()).sum())
}

fn read() -> Index {
    let mut all: Vec<VersionNames> = catalog::names().collect();
    all.sort_by_key(|names| !names.is_meant);
    let size = |product| all.iter().filter(|of| of.product == product).map(|of| of.actions().count()).sum();
    let version = |of: &VersionNames| Version(of.product, of.version, of.title, size(of.product), !of.is_meant);
    let mut ranked: Vec<_> =
        all.iter().enumerate().flat_map(|(number, of)| of.actions().map(move |name| (number, of, name))).collect();
    ranked.sort_by_key(|(number, of, name)| (!of.is_meant, name.len(), of.product.len(), *number));
    let summaries: HashMap<_, _> =
        catalog::summaries().map(|of| ((of.product, of.version, of.action), of.text)).collect();
    let mut index = Index {
        versions: all.iter().map(version).collect(),
        names: String::new(),
        summaries: Vec::new(),
        synonyms: SYNONYMS,
    };
    let mut run = None;
    for (number, of, name) in ranked {
        if run.replace((number, name.len())) != Some((number, name.len())) {
            let _ = write!(index.names, " /{number}");
        }
        index.names.push(' ');
        if let Some(text) = summaries.get(&(of.product, of.version, name)) {
            index.summaries.push((index.names.len(), text));
        }
        index.names.push_str(name);
    }
    index.names.push(' ');
    index.names = index.names.replace(" Describe", " *");
    index
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_index_contains_all_actions_the_best_first() {
        let index = read();
        let names = index.names.replace('*', "Describe");
        let (mut actions, mut ranks, mut number) = (BTreeSet::new(), Vec::new(), usize::MAX);
        for token in names.split_ascii_whitespace() {
            let Some(marked) = token.strip_prefix('/') else {
                let Version(product, version, title, _, is_older) = &index.versions[number];
                actions.insert((*product, *version, *title, token));
                ranks.push((*is_older, token.len(), product.len()));
                continue;
            };
            number = marked.parse().unwrap();
        }
        let expected: BTreeSet<_> = catalog::names()
            .flat_map(|names| names.actions().map(move |action| (names.product, names.version, names.title, action)))
            .collect();
        assert_eq!(actions, expected);
        assert_eq!(ranks.len(), count());
        assert!(ranks.len() > 16_204 && ranks.is_sorted());
        assert!(json().len() < 450_000, "{}", json().len());
        // The first page contains it, as it is.
        assert!(!json().contains(['<', '&']));
    }

    #[test]
    fn summaries_are_those_of_their_names() {
        let index = read();
        let names = index.names.replace('*', "Describe");
        assert_eq!(index.summaries.len(), catalog::summaries().count());
        for (at, text) in index.summaries {
            let name = names[at..].split(' ').next().unwrap();
            assert!(names[..at].ends_with(' '));
            assert!(catalog::summaries().any(|of| (of.action, of.text) == (name, text)), "{name}");
        }
        for Version(product, _, _, size, _) in index.versions {
            let versions = catalog::names().filter(|names| names.product == product);
            assert_eq!(size, versions.map(|names| names.actions().count()).sum::<usize>(), "{product}");
        }
    }
}
