//! The plan of publishing: which crates, in which order, and when.

use std::collections::BTreeMap;
use std::time::Duration;

use sha2::{Digest, Sha256};
use tencloud_codegen::ActionTypes;

use crate::files::count;

/// A crate that has been written.
pub(super) struct Written {
    pub(super) name: String,
    pub(super) product: String,
    pub(super) versions: usize,
    pub(super) actions: Vec<ActionTypes>,
    /// The number of data types.
    pub(super) types: usize,
    /// The hash of its files.
    pub(super) hash: String,
}

/// A limit of the registry: a number of uploads at once, and one more after each interval.
struct Limit {
    burst: u32,
    interval: Duration,
}

/// The limits for the first version of a crate, and for a further version, as the registry documents them.
const NEW_CRATES: Limit = Limit { burst: 5, interval: Duration::from_secs(600) };
const NEW_VERSIONS: Limit = Limit { burst: 30, interval: Duration::from_secs(60) };

impl Limit {
    /// Returns when an upload is allowed, given how many precede it.
    fn allows(&self, index: usize) -> Duration {
        self.interval * (u32::try_from(index).unwrap_or(u32::MAX) + 1).saturating_sub(self.burst)
    }
}

/// A crate as it was published.
#[derive(Debug, PartialEq)]
pub(super) struct Published {
    version: String,
    hash: String,
}

/// Returns the hash of a crate's files.
pub(super) fn hash(files: &BTreeMap<String, String>) -> String {
    let mut hash = Sha256::new();
    for part in files.iter().flat_map(|(path, text)| [path, text]) {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads the file with the hashes of published crates: a name, a version and a hash on each line.
pub(super) fn read(text: &str) -> BTreeMap<String, Published> {
    let line = |line: &str| {
        let mut words = line.split_whitespace().map(str::to_owned);
        Some((words.next()?, Published { version: words.next()?, hash: words.next()? }))
    };
    text.lines().filter_map(line).collect()
}

/// Writes that file.
pub(super) fn written(published: &BTreeMap<String, Published>) -> String {
    published.iter().map(|(name, Published { version, hash })| format!("{name} {version} {hash}\n")).collect()
}

/// Records that the planned crates have been published. Those that have not changed keep the version in which they
/// were published.
pub(super) fn record(published: &mut BTreeMap<String, Published>, crates: &[Written]) {
    for Written { name, hash, .. } in crates {
        if published.get(name).is_none_or(|known| known.hash != *hash) {
            let version = env!("CARGO_PKG_VERSION").to_owned();
            published.insert(name.clone(), Published { version, hash: hash.clone() });
        }
    }
}

/// Returns the plan: crates whose content has changed since they were published, and new ones.
pub(super) fn text(crates: &[Written], published: &BTreeMap<String, Published>) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let (mut rows, mut new, mut changed) = (Vec::new(), 0, 0);
    for Written { name, hash, .. } in crates {
        let (start, note) = match published.get(name) {
            Some(published) if published.hash == *hash => continue,
            Some(published) => {
                changed += 1;
                let same = if published.version == version { "; raise the version first" } else { "" };
                (NEW_VERSIONS.allows(changed - 1), format!("changed since {}{same}", published.version))
            }
            None => {
                new += 1;
                (NEW_CRATES.allows(new - 1), "new".to_owned())
            }
        };
        rows.push((start, name, note));
    }
    rows.sort();
    let same = crates.len() - rows.len();
    let last = rows.last().map(|(start, ..)| *start).unwrap_or_default();
    let rows: String = rows
        .iter()
        .map(|(start, name, note)| format!("{} cargo publish --package {name}  # {note}\n", clock(*start)))
        .collect();
    format!(
        "{rows}{}, {} changed, {same} as published; the last upload {} after the first\n",
        count(new, "new crate"),
        changed,
        clock(last)
    )
}

/// Formats a time since the start in hours and minutes.
fn clock(time: Duration) -> String {
    let minutes = time.as_secs() / 60;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crates(names: impl IntoIterator<Item = String>) -> Vec<Written> {
        let written = |name: String| Written {
            hash: format!("hash-of-{name}"),
            name,
            product: String::new(),
            versions: 1,
            actions: Vec::new(),
            types: 1,
        };
        names.into_iter().map(written).collect()
    }

    #[test]
    fn only_what_changed_is_published_and_within_the_limits() {
        let all = crates((0..8).map(|index| format!("tencloud-p{index}")));
        let first = text(&all, &BTreeMap::new());
        assert!(first.contains("00:00 cargo publish --package tencloud-p4  # new\n"), "{first}");
        assert!(first.contains("00:10 cargo publish --package tencloud-p5  # new\n"), "{first}");
        assert!(
            first.ends_with("8 new crates, 0 changed, 0 as published; the last upload 00:30 after the first\n"),
            "{first}"
        );

        let mut recorded = BTreeMap::new();
        record(&mut recorded, &all);
        assert!(text(&all, &recorded).starts_with("0 new crates, 0 changed, 8 as published"));
        for name in ["tencloud-p1", "tencloud-p2"] {
            recorded.get_mut(name).unwrap().hash = "another".to_owned();
        }
        recorded.get_mut("tencloud-p1").unwrap().version = "0.0.9".to_owned();
        let second = text(&all, &recorded);
        assert!(second.contains("tencloud-p1  # changed since 0.0.9\n"), "{second}");
        assert!(second.contains("changed since 0.1.0; raise the version first\n"), "{second}");
        assert!(second.contains("0 new crates, 2 changed, 6 as published"), "{second}");

        let many = crates((0..40).map(|index| format!("tencloud-p{index}")));
        let old = many
            .iter()
            .map(|old| (old.name.clone(), Published { version: "0.0.9".to_owned(), hash: "another".to_owned() }));
        assert!(text(&many, &old.collect()).contains("the last upload 00:10 after"));
    }

    #[test]
    fn crates_that_are_not_published_again_stay_recorded() {
        let all = ["same", "changed", "new"].map(str::to_owned);
        let mut recorded = read("changed 0.0.9 another\nomitted 0.0.9 another\nsame 0.0.9 hash-of-same\n");
        record(&mut recorded, &crates(all));
        let version = env!("CARGO_PKG_VERSION");
        let expect = format!(
            "changed {version} hash-of-changed\nnew {version} hash-of-new\nomitted 0.0.9 another\nsame 0.0.9 hash-of-same\n"
        );
        assert_eq!(written(&recorded), expect);
        assert_eq!(read(&expect), recorded);
    }

    #[test]
    fn hashes_depend_on_paths_and_contents() {
        let files = |path: &str, text: &str| BTreeMap::from([(path.to_owned(), text.to_owned())]);
        assert_eq!(hash(&files("a", "bc")), hash(&files("a", "bc")));
        assert_ne!(hash(&files("a", "bc")), hash(&files("ab", "c")));
    }
}
