//! What became of the samples, and what is known about it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result, ensure};

use super::judge::Verdict;
use crate::files::{self, count};

/// The file with the counts and all known differences.
const FILE: &str = "docs/samples.txt";

const HEADER: &str = "\
# Written by `cargo xtask products --samples write`.
#
# What became of the official samples when the typed requests and responses of all products read and wrote them. Counts, then
# every difference, one a line, with the place without indices and how often it occurs in the sample:
#
# unread          part of a sample that cannot be read without guessing
# lacking         a member that the metadata lacks; the types skip it
# contradicting   a value whose type contradicts the metadata; the SDK reports it as a misfit, and omits it
";

/// The counts, and the list of all differences.
#[derive(Default)]
pub(super) struct Report {
    /// By what was counted.
    counts: BTreeMap<String, usize>,
    /// How often each known difference occurs.
    differences: BTreeMap<String, usize>,
    /// Losses that nothing explains.
    failures: Vec<String>,
}

impl Report {
    pub(super) fn count(&mut self, what: &str, times: usize) {
        *self.counts.entry(what.to_owned()).or_default() += times;
    }

    /// Adds a difference to a class.
    fn add(&mut self, class: &str, place: &str, what: &str) {
        self.count(class, 1);
        *self.differences.entry(format!("{class} {place}: {what}")).or_default() += 1;
    }

    /// Adds a part of a sample that cannot be read.
    pub(super) fn unread(&mut self, place: &str, why: &str) {
        self.add("unread", place, why);
    }

    /// Adds a part of a sample that did not come back.
    pub(super) fn failure(&mut self, place: &str, why: &str) {
        self.failures.push(format!("{place}: {why}"));
    }

    /// Adds what became of a part of a sample.
    pub(super) fn verdict(&mut self, place: &str, verdict: Verdict) {
        let Verdict { quirks, lacking, contradicting, failures } = verdict;
        quirks.into_iter().for_each(|(quirk, times)| self.count(&format!("form: {quirk}"), times));
        lacking.iter().for_each(|path| self.add("lacking", place, path));
        contradicting.iter().for_each(|path| self.add("contradicting", place, path));
        failures.iter().for_each(|failure| self.failure(place, failure));
    }

    fn text(&self) -> String {
        let counts: String = self.counts.iter().map(|(what, times)| format!("{times:>7} {what}\n")).collect();
        let differences: String = self.lines().map(|line| line + "\n").collect();
        format!("{HEADER}\n{counts}\n{differences}")
    }

    fn lines(&self) -> impl Iterator<Item = String> {
        self.differences.iter().map(|(what, times)| match times {
            1 => what.clone(),
            times => format!("{what} ({times} times)"),
        })
    }

    /// Prints the counts, and fails if anything was lost.
    pub(super) fn print(&self) -> Result<()> {
        self.counts.iter().for_each(|(what, times)| println!("| {what} | {times} |"));
        self.failures.iter().for_each(|failure| eprintln!("{failure}"));
        ensure!(
            self.failures.is_empty(),
            "samples have {} without an explanation",
            count(self.failures.len(), "difference")
        );
        Ok(())
    }

    /// Writes the file.
    pub(super) fn write(&self) -> Result<()> {
        files::write(&files::root().join(FILE), &self.text())
    }

    /// Compares the differences of products with those in the file; if these are all products, the counts, too.
    pub(super) fn check(&self, products: &[&str], are_all: bool) -> Result<()> {
        let file = fs::read_to_string(files::root().join(FILE)).with_context(|| format!("cannot read {FILE}"))?;
        let is_own = |line: &&str| line.split(' ').nth(1).is_some_and(|product| products.contains(&product));
        // The counts precede the differences, and begin with a space.
        let differences = file.lines().filter(|line| !line.starts_with(['#', ' ']));
        let known: BTreeSet<String> = differences.filter(is_own).map(str::to_owned).collect();
        let found: BTreeSet<String> = self.lines().collect();
        found.difference(&known).for_each(|line| eprintln!("new: {line}"));
        known.difference(&found).for_each(|line| eprintln!("gone: {line}"));
        let is_same = found == known && (!are_all || file == self.text());
        ensure!(
            is_same,
            "{FILE} is out of date; review the differences, and run `cargo xtask products --samples write`"
        );
        Ok(())
    }
}
