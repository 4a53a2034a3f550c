//! Finds products and actions by words.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use memchr::memmem::Finder;
use tencloud_spec::catalog::{self, Summary, VersionNames};

use crate::target::Version;

/// How many products are found at most: whoever looks for an action needs no list of products.
const PRODUCTS: usize = 3;

/// Other words for the verbs with which names of actions begin, each with the verb, in lower case.
pub const SYNONYMS: [(&str, &str); 6] = [
    ("get", "describe"),
    ("list", "describe"),
    ("make", "create"),
    ("order", "create"),
    ("remove", "delete"),
    ("show", "describe"),
];

/// What a search has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The products that the words name, the best first, at most three.
    pub products: Vec<FoundProduct>,
    /// The actions that fit, the best first, as many as were asked for.
    pub actions: Vec<FoundAction>,
    /// How many actions fit.
    pub count: usize,
}

/// A product that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundProduct {
    /// The version that is meant if none is named.
    pub version: Version,
    /// The English name of the product, such as `TencentDB for Redis`.
    pub title: &'static str,
}

/// An action that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundAction {
    /// The version that has it.
    pub version: Version,
    /// The name of the action.
    pub action: &'static str,
    /// What it does, in one sentence. Empty without written docs.
    pub summary: &'static str,
    /// The English name of the product, such as `TencentDB for Redis`.
    pub title: &'static str,
    /// Whether the product's name stands for another version.
    pub is_older: bool,
}

/// Finds the actions in which all words of a text occur: in the name, in the product's name or title, or in the summary.
/// Returns the best `most` of them, and the products that the words name. Case does not matter; white space, dots, colons and
/// slashes separate words.
#[must_use]
pub fn search(text: &str, most: usize) -> Found {
    let text = text.to_ascii_lowercase();
    let parts = text.split(|c: char| c.is_whitespace() || matches!(c, '.' | ':' | '/'));
    let mut known = HashSet::new();
    let words: Vec<Word> = parts.filter(|part| !part.is_empty() && known.insert(*part)).map(Word::new).collect();
    if words.is_empty() {
        return Found::default();
    }
    let mut summaries = catalog::summaries().peekable();
    let mut products = Vec::new();
    let mut sizes: HashMap<&str, usize> = HashMap::new();
    let mut actions = Vec::new();
    let mut name = String::new();
    for names in catalog::names() {
        let mut of_version = HashMap::new();
        while let Some(found) = summaries.next_if(|found| is_of(found, &names)) {
            of_version.insert(found.action, found.text);
        }
        let version = Version { product: names.product, number: names.version };
        let title = Title::new(names.title);
        let fits: Vec<Option<usize>> = words.iter().map(|word| word.fits_product(names.product, &title)).collect();
        let size = sizes.entry(names.product).or_default();
        for action in names.actions() {
            *size += 1;
            name.clear();
            name.push_str(action);
            name.make_ascii_lowercase();
            let summary = of_version.get(action).copied().unwrap_or_default();
            let Some(misses) = misses(&words, &fits, &name, summary) else { continue };
            let found = FoundAction { version, action, summary, title: names.title, is_older: !names.is_meant };
            actions.push(((misses, found.is_older, action.len(), names.product.len()), found));
        }
        if names.is_meant
            && let Some(rank) = title.rank(names.product, &words)
        {
            products.push((rank, FoundProduct { version, title: names.title }));
        }
    }
    let count = actions.len();
    // Of products that fit equally well, people look for the one with most actions.
    let size = |found: &FoundProduct| Reverse(sizes.get(found.version.product).copied());
    let products = products.into_iter().map(|(rank, found)| ((rank, size(&found)), found)).collect();
    Found { products: best(products, PRODUCTS), actions: best(actions, most), count }
}

/// Returns what has the least ranks, the least first; of equal ranks, what was found first.
fn best<R: Copy + Ord, T>(found: Vec<(R, T)>, most: usize) -> Vec<T> {
    let mut ranked: Vec<_> = found.into_iter().enumerate().map(|(at, (rank, one))| ((rank, at), one)).collect();
    // A letter is in most names: to sort them all would take longer than to find them.
    if most < ranked.len() {
        ranked.select_nth_unstable_by_key(most, |(rank, _)| *rank);
        ranked.truncate(most);
    }
    ranked.sort_unstable_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, one)| one).collect()
}

fn is_of(summary: &Summary, names: &VersionNames) -> bool {
    (summary.product, summary.version) == (names.product, names.version)
}

/// A word that is searched, in lower case.
struct Word<'t> {
    text: &'t str,
    finder: Finder<'t>,
    /// The verb that it stands for.
    synonym: Option<&'static str>,
}

impl<'t> Word<'t> {
    fn new(text: &'t str) -> Word<'t> {
        let synonym = SYNONYMS.iter().find(|(word, _)| *word == text).map(|(_, verb)| *verb);
        Word { text, finder: Finder::new(text), synonym }
    }

    /// Returns how well the word fits all actions of a product, if it does: the less, the better.
    fn fits_product(&self, product: &str, title: &Title) -> Option<usize> {
        if product == self.text {
            return Some(0);
        }
        (product.contains(self.text) || title.has_start(self.text)).then_some(3)
    }
}

/// Returns how well an action fits all words, given how well they fit its product: the less, the better.
fn misses(words: &[Word<'_>], fits: &[Option<usize>], name: &str, summary: &str) -> Option<usize> {
    let mut sum = 0;
    for (word, fit) in words.iter().zip(fits) {
        sum += match (fit, word.finder.find(name.as_bytes())) {
            (Some(0), _) => 0,
            (_, Some(0)) => 1,
            (_, Some(_)) => 2,
            (Some(fit), None) => *fit,
            (None, None) if word.synonym.is_some_and(|verb| name.starts_with(verb)) => 3,
            (None, None) if summary.to_ascii_lowercase().contains(word.text) => 4,
            (None, None) => return None,
        };
    }
    Some(sum)
}

/// The title of a product, in which words are found at their beginnings, with hyphens and without.
struct Title {
    /// In lower case, each word with a space on either side.
    text: String,
    /// How many words the title has.
    words: usize,
}

impl Title {
    fn new(title: &str) -> Title {
        let lower = title.to_ascii_lowercase();
        let apart = lower.replace(|c: char| !c.is_ascii_alphanumeric(), " ");
        Title { words: apart.split_ascii_whitespace().count(), text: format!(" {lower} {apart} ") }
    }

    fn has_start(&self, word: &str) -> bool {
        self.places(word).next().is_some()
    }

    fn has(&self, word: &str) -> bool {
        self.places(word).any(|rest| rest.starts_with(' '))
    }

    /// Returns what follows a word in each place where it begins a word of the title.
    fn places<'t>(&'t self, word: &'t str) -> impl Iterator<Item = &'t str> {
        let starts = self.text.match_indices(' ').filter_map(|(at, blank)| self.text.get(at + blank.len()..));
        starts.filter_map(move |rest| rest.strip_prefix(word))
    }

    /// Returns how well words name the product, if they do: the less, the better. They are its short name, or words of its
    /// title, or beginnings of such words that are long enough to say something. Titles of few words come first.
    fn rank(&self, product: &str, words: &[Word<'_>]) -> Option<(u8, usize)> {
        let kind = match words {
            [word] if word.text == product => 0,
            _ if words.iter().all(|word| self.has(word.text)) => 1,
            _ if words.iter().all(|word| word.text.len() > 2 && self.has_start(word.text)) => 2,
            _ => return None,
        };
        Some((kind, self.words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns how well an action fits words.
    fn fit(product: &str, title: &str, action: &str, summary: &str, text: &str) -> Option<usize> {
        let words: Vec<Word> = text.split(' ').map(Word::new).collect();
        let title = Title::new(title);
        let fits: Vec<_> = words.iter().map(|word| word.fits_product(product, &title)).collect();
        misses(&words, &fits, &action.to_ascii_lowercase(), summary)
    }

    #[test]
    fn actions_fit_by_where_words_occur() {
        for (product, title, action, summary, text, expected) in [
            ("redis", "", "ManualBackupInstance", "", "redis backup", Some(2)),
            ("cvm", "", "ManualBackupInstance", "", "redis backup", None),
            ("redis", "", "BackupX", "", "redis backup", Some(1)),
            ("redis", "", "Save", "Starts a Backup.", "redis backup", Some(4)),
            ("redis", "", "DescribeBackups", "", "list backup", Some(5)),
            ("cdb", "TencentDB for MySQL", "Ping", "", "mysql", Some(3)),
            ("cdb", "TencentDB for MySQL", "Ping", "", "sql", None),
            ("cynosdb", "TDSQL-C for MySQL", "Ping", "", "tdsql-c", Some(3)),
            ("wedata", "WeData (data governance)", "Ping", "", "data", Some(3)),
            ("lke", "Agent Development Platform", "Ping", "", "form", None),
        ] {
            assert_eq!(fit(product, title, action, summary, text), expected, "{text} in {product} {title} {action}");
        }
    }

    #[test]
    fn products_and_actions_are_found() {
        for (text, product, action) in [
            ("redis recycle bin immediately", None, Some("redis CleanUpInstance")),
            ("Redis.DescribeInstances", None, Some("redis DescribeInstances")),
            ("list redis instances", None, Some("redis DescribeInstances")),
            ("redis", Some("redis"), None),
            ("load balancer", Some("clb"), None),
            ("clb\u{3000}clb", Some("clb"), None),
            ("MySQL", Some("cdb"), None),
            ("ti-one", Some("tione"), None),
            ("no such thing at all", None, None),
            (" ./", None, None),
        ] {
            let found = search(text, 1);
            assert_eq!(found.products.first().map(|found| found.version.product), product, "{text}");
            let first = found.actions.first().map(|found| format!("{} {}", found.version.product, found.action));
            if product.is_none() {
                assert_eq!(first.as_deref(), action, "{text}");
            }
            assert_eq!(found.count == 0, first.is_none(), "{text}");
        }
    }

    #[test]
    fn the_best_come_first_however_many_are_asked_for() {
        let all = search("e", usize::MAX);
        assert!(all.count > 16_000 && all.actions.len() == all.count, "{}", all.count);
        for most in [0, 1, 20, all.count, all.count + 1] {
            let some = search("e", most);
            assert_eq!(some.count, all.count);
            assert!(some.actions.iter().eq(all.actions.iter().take(most)), "{most}");
        }
    }
}
