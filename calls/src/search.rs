//! Finds actions of all products by words.

use std::collections::HashMap;

use tencloud_spec::catalog::{self, Summary};

use crate::target::Version;

/// An action that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
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

/// Returns the actions in which all words occur: in the name, in the product's name or title, or in the summary. The best
/// are first. Case does not matter.
pub fn actions(words: &[String]) -> Vec<Found> {
    let words: Vec<String> = words.iter().map(|word| word.to_ascii_lowercase()).collect();
    let summary = |summary: Summary| ((summary.product, summary.version, summary.action), summary.text);
    let summaries: HashMap<(&str, &str, &str), &'static str> = catalog::summaries().map(summary).collect();
    let mut found = Vec::new();
    for names in catalog::names() {
        let version = Version { product: names.product, number: names.version };
        let (is_older, title) = (!names.is_meant, names.title);
        let words_of_title = starts(title);
        for action in names.actions() {
            let summary = summaries.get(&(names.product, names.version, action)).copied().unwrap_or_default();
            if let Some(score) = score(names.product, &words_of_title, action, summary, &words) {
                found.push((score, Found { version, action, summary, title, is_older }));
            }
        }
    }
    found.sort_unstable_by_key(|(score, Found { version, action, is_older, .. })| {
        (*score, *is_older, version.product, version.number, *action)
    });
    found.into_iter().map(|(_, found)| found).collect()
}

/// Returns a title in which every word follows a space, with hyphens and without.
fn starts(title: &str) -> String {
    let lower = title.to_ascii_lowercase();
    format!(" {lower} {}", lower.replace(|c: char| !c.is_ascii_alphanumeric(), " "))
}

/// Returns how well an action fits all words, given the words of its product's title: the less, the better.
fn score(product: &str, title: &str, action: &str, summary: &str, words: &[String]) -> Option<(usize, usize)> {
    let name = action.to_ascii_lowercase();
    let mut misses = 0;
    for word in words {
        misses += match name.find(word.as_str()) {
            _ if product == word => 0,
            Some(0) => 1,
            Some(_) => 2,
            None if product.contains(word.as_str()) || title.contains(&format!(" {word}")) => 3,
            None if summary.to_ascii_lowercase().contains(word.as_str()) => 4,
            None => return None,
        };
    }
    Some((misses, action.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores() {
        let words = ["redis", "backup"].map(str::to_owned);
        assert_eq!(score("redis", "", "ManualBackupInstance", "", &words), Some((2, 20)));
        assert_eq!(score("cvm", "", "ManualBackupInstance", "", &words), None);
        assert_eq!(score("redis", "", "Save", "Starts a Backup.", &words), Some((4, 4)));
        assert!(score("redis", "", "BackupX", "", &words) < score("redis", "", "ManualBackup", "", &words));
    }

    #[test]
    fn titles_are_searched_by_the_beginnings_of_their_words() {
        for (title, word, expected) in [
            ("TencentDB for MySQL", "mysql", Some((3, 4))),
            ("TencentDB for MySQL", "sql", None),
            ("TDSQL-C for MySQL", "tdsql-c", Some((3, 4))),
            ("WeData (data governance)", "data", Some((3, 4))),
            ("Agent Development Platform", "form", None),
        ] {
            assert_eq!(score("x", &starts(title), "Ping", "", &[word.to_owned()]), expected, "{word} in {title}");
        }
    }

    #[test]
    fn summaries_are_searched() {
        let words = ["redis", "recycle bin"].map(str::to_owned);
        assert!(actions(&words).iter().any(|found| found.action == "CleanUpInstance"));
    }
}
