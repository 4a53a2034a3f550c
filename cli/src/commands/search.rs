//! `tencloud search`: finds actions of all products by words.

use std::io::Write as _;

use clap::{Arg, ArgAction, ArgMatches, Command};
use tencloud_spec::catalog;

use crate::failure::Failure;
use crate::options::Options;

/// How many actions are listed unless all are asked for.
const MOST: usize = 30;

pub(super) fn command() -> Command {
    Command::new("search")
        .about("Find actions of all products")
        .arg(
            Arg::new("words")
                .value_name("WORDS")
                .required(true)
                .num_args(1..)
                .help("Parts of names, such as: redis backup"),
        )
        .arg(
            Arg::new("every")
                .long("every")
                .action(ArgAction::SetTrue)
                .help("List all that are found, and not only the best 30"),
        )
}

pub(super) fn run(matches: &ArgMatches, _: Options) -> Result<(), Failure> {
    let words = matches.get_many::<String>("words").into_iter().flatten();
    let words: Vec<String> = words.flat_map(|word| word.split_whitespace()).map(str::to_ascii_lowercase).collect();
    let mut found = Vec::new();
    for version in catalog::names() {
        // A product's version is shown only if it is not the one that its name stands for.
        let is_latest = catalog::latest(version.product) == Some(version.version);
        for action in version.actions() {
            if let Some(score) = score(version.product, action, &words) {
                found.push((score, !is_latest, version.product, version.version, action));
            }
        }
    }
    found.sort_unstable();
    let mut out = anstream::stdout().lock();
    if found.is_empty() {
        return Err(Failure::usage(format!("no action has all of these in its name: {}", words.join(" "))));
    }
    let most = if matches.get_flag("every") { usize::MAX } else { MOST };
    for (_, is_older, product, version, action) in found.iter().take(most) {
        let note = if *is_older { format!(" --version {version}") } else { String::new() };
        writeln!(out, "{product} {action}{note}")?;
    }
    if found.len() > most {
        writeln!(anstream::stderr(), "{} more: add a word, or pass --every", found.len() - most)?;
    }
    Ok(())
}

/// Returns how well an action fits all words: the less, the better.
fn score(product: &str, action: &str, words: &[String]) -> Option<(usize, usize)> {
    let name = action.to_ascii_lowercase();
    let mut misses = 0;
    for word in words {
        misses += match name.find(word.as_str()) {
            _ if product == word => 0,
            Some(0) => 1,
            Some(_) => 2,
            None if product.contains(word.as_str()) => 3,
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
        assert_eq!(score("redis", "ManualBackupInstance", &words), Some((2, 20)));
        assert_eq!(score("cvm", "ManualBackupInstance", &words), None);
        assert!(score("redis", "BackupX", &words) < score("redis", "ManualBackup", &words));
    }
}
