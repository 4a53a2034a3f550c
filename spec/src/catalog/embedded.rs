//! What is embedded when this package is built.

use std::sync::OnceLock;

#[cfg(feature = "facts")]
use super::packed;
use crate::api_version::{ApiVersion, ReadError};

/// One embedded version of a product. Its name is in the same line of `NAMES`: a pointer to it would cost more than the
/// name, in hundreds of versions.
pub(super) struct Embedded {
    source: Source,
    /// In boxes, so that a version that is never read is small.
    read: OnceLock<Result<Box<ApiVersion>, Box<ReadError>>>,
}

/// A file that people write: its path relative to the version's folder, and its text.
type File = (&'static str, &'static str);

/// The text of a version.
pub(super) enum Source {
    /// The files that people write.
    Files(&'static [File]),
    /// Facts without written docs.
    #[cfg(feature = "facts")]
    Facts(packed::Place),
    /// The files that people write about some actions, and the facts of all.
    #[cfg(feature = "facts")]
    Partial(&'static (&'static [File], packed::Place)),
}

impl Embedded {
    pub(super) const fn new(source: Source) -> Embedded {
        Embedded { source, read: OnceLock::new() }
    }

    /// Returns whether people write about the version, at least about some actions.
    pub(super) fn is_written(&self) -> bool {
        match self.source {
            Source::Files(_) => true,
            #[cfg(feature = "facts")]
            Source::Partial(..) => true,
            #[cfg(feature = "facts")]
            Source::Facts(_) => false,
        }
    }

    /// Reads the version, whose name is for errors.
    pub(super) fn get(&'static self, product: &str, version: &str) -> Result<&'static ApiVersion, ReadError> {
        let read = || match &self.source {
            Source::Files(files) => ApiVersion::read(files.iter().copied()).map_err(in_folder(product, version)),
            #[cfg(feature = "facts")]
            Source::Facts(place) => {
                let found = PACKED.read(place).map_err(in_facts(product, version))?;
                Ok(with_title(found, product, version))
            }
            #[cfg(feature = "facts")]
            Source::Partial((files, place)) => {
                let mut whole = ApiVersion::read(files.iter().copied()).map_err(in_folder(product, version))?;
                whole.add_missing(PACKED.read(place).map_err(in_facts(product, version))?);
                Ok(whole)
            }
        };
        self.read.get_or_init(|| read().map(Box::new).map_err(Box::new)).as_deref().map_err(|error| (**error).clone())
    }

    /// Reads what one action needs, or returns `None` if the version does not have it.
    pub(super) fn action(&self, product: &str, version: &str, action: &str) -> Result<Option<ApiVersion>, ReadError> {
        #[cfg_attr(
            not(feature = "facts"),
            expect(clippy::infallible_destructuring_match, reason = "a feature adds variants")
        )]
        let files: &[File] = match &self.source {
            Source::Files(files) => files,
            #[cfg(feature = "facts")]
            Source::Facts(_) => &[],
            #[cfg(feature = "facts")]
            Source::Partial((files, _)) => files,
        };
        let path = format!("actions/{action}.json");
        let is_written = files.iter().any(|(other, _)| *other == path);
        let needed =
            files.iter().filter(|(other, _)| matches!(*other, "product.json" | "types.json") || *other == path);
        let of_files = || ApiVersion::read(needed.copied()).map_err(in_folder(product, version));
        let mut found = match &self.source {
            _ if is_written => of_files()?,
            Source::Files(_) => return Ok(None),
            #[cfg(feature = "facts")]
            Source::Facts(place) => {
                let found = PACKED.read_action(place, action).map_err(in_facts(product, version))?;
                return Ok(found.map(|found| with_title(found, product, version)));
            }
            #[cfg(feature = "facts")]
            Source::Partial((_, place)) => {
                let Some(facts) = PACKED.read_action(place, action).map_err(in_facts(product, version))? else {
                    return Ok(None);
                };
                let mut found = of_files()?;
                found.add_missing(facts);
                found
            }
        };
        found.retain_action(action);
        Ok(Some(found))
    }
}

/// Adds the folder of a version to the path of an error.
fn in_folder(product: &str, version: &str) -> impl Fn(ReadError) -> ReadError {
    move |error| ReadError { path: format!("{product}/{version}/{}", error.path), ..error }
}

/// Sets the path of an error in the facts of a version.
#[cfg(feature = "facts")]
fn in_facts(product: &str, version: &str) -> impl Fn(ReadError) -> ReadError {
    move |error| ReadError { path: format!("facts/{product}/{version}.txt"), ..error }
}

/// Adds the title of the product, which is not a fact, to the facts of a version.
#[cfg(feature = "facts")]
fn with_title(mut facts: ApiVersion, product: &str, version: &str) -> ApiVersion {
    let is_asked = |(name, _): &(Name, _)| (name.product, name.version) == (product, version);
    if let Some((_, title)) = named().zip(title_lines()).find(|(name, _)| is_asked(name)) {
        title.clone_into(&mut facts.product.title);
    }
    facts
}

// Generated by build.rs: `const COMMON: &str`; `static VERSIONS: [Embedded; N]`, sorted by product and version, and
// `const NAMES: &str` with a line for each, in which `*` marks the version of a product that is meant if none is named;
// `const SUMMARIES: &str` with a line for each action that people write about;
// `fn action_names() -> &'static str` with the actions of each version, and `fn titles() -> &'static str` with its title;
// with facts, also `static PACKED: packed::Packed`.
include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

/// The text of `common.json`.
pub(super) fn common() -> &'static str {
    COMMON
}

/// The name of a version in the catalog.
#[derive(Clone, Copy)]
pub(super) struct Name {
    pub(super) product: &'static str,
    pub(super) version: &'static str,
    /// Whether this version of the product is meant if none is named.
    pub(super) is_meant: bool,
}

/// Returns everything in the catalog, sorted by product and version.
pub(super) fn named() -> impl Iterator<Item = (Name, &'static Embedded)> {
    let name = |line: &'static str| {
        let (product, rest) = line.split_once(' ')?;
        let version = rest.strip_suffix(" *");
        Some(Name { product, version: version.unwrap_or(rest), is_meant: version.is_some() })
    };
    NAMES.lines().filter_map(name).zip(&VERSIONS)
}

/// Returns one version of a product.
pub(super) fn find(product: &str, version: &str) -> Option<&'static Embedded> {
    named().find(|(name, _)| (name.product, name.version) == (product, version)).map(|(_, embedded)| embedded)
}

/// Returns the names of the actions of everything in the catalog, those of a version in a line, in the order of
/// [`named`].
pub(super) fn action_lines() -> impl Iterator<Item = &'static str> {
    action_names().lines()
}

/// Returns the titles of everything in the catalog, in the order of [`named`]: the short name of a
/// product without one.
pub(super) fn title_lines() -> impl Iterator<Item = &'static str> {
    titles().lines()
}

/// Returns a line for each action that people write about: product, version, action, summary.
pub(super) fn summary_lines() -> impl Iterator<Item = &'static str> {
    SUMMARIES.lines()
}

#[cfg(test)]
#[path = "../../build/member.rs"]
mod member;

#[cfg(test)]
mod tests {
    use super::*;

    /// Mistakes in files that people write must not break the build.
    #[test]
    fn members_are_read_whatever_the_form() {
        for (object, expect) in [
            ("{\n  \"effect\": \"read\",\n  \"summary\": \"One.\"\n}\n", "One."),
            (r#"{"effect":"read","summary":"One."}"#, "One."),
            (r#"{ "summary": "Of \"one\" in C:\\ and\ntwo." }"#, r#"Of "one" in C:\ and two."#),
            (r#"{ "samples": [{ "summary": "another" }], "summary": "One." }"#, "One."),
            (r#"{ "sumary": "One." }"#, ""),
            (r#"{ "summary": 1 }"#, ""),
            ("[]", ""),
            (r#"{ "summary": "One.", }"#, ""),
        ] {
            assert_eq!(member::text(object, "summary"), expect, "{object}");
        }
    }

    #[test]
    fn only_the_version_that_is_asked_for_is_read() {
        static ASKED: [Embedded; 2] = [
            Embedded::new(Source::Files(&[("actions/Ping.json", "{}")])),
            Embedded::new(Source::Files(&[("types.json", "no JSON")])),
        ];
        let error = ASKED[0].get("demo", "2020-01-01").unwrap_err();
        assert_eq!((error.path.as_str(), error.line), ("demo/2020-01-01/actions/Ping.json", 1));
        assert!(ASKED[1].read.get().is_none());
    }
}
