//! Names of products, versions and actions, without reading what they name.

use super::embedded::{self, Name};

/// The names of one version of a product and of its actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VersionNames {
    /// The product, such as `redis`.
    pub product: &'static str,
    /// The version, such as `2018-04-12`.
    pub version: &'static str,
    /// The English name of the product, such as `TencentDB for Redis`; its short name if the spec has no other.
    pub title: &'static str,
    /// Whether this version is meant if only the product is named; see [`latest`].
    pub is_meant: bool,
    /// The names, each after a space except for the first.
    actions: &'static str,
}

impl VersionNames {
    /// Returns the names of the actions, sorted.
    pub fn actions(&self) -> impl Iterator<Item = &'static str> + Clone + use<> {
        self.actions.split_ascii_whitespace()
    }
}

/// Returns the names of all actions in the catalog, oldest version first. Reads no version: the names are stored
/// together.
pub fn names() -> impl Iterator<Item = VersionNames> {
    let versions = embedded::named().zip(embedded::title_lines()).zip(embedded::action_lines());
    versions.map(|(((name, _), title), actions)| {
        let Name { product, version, is_meant } = name;
        VersionNames { product, version, title, is_meant, actions }
    })
}

/// What an action does, in one sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The product, such as `redis`.
    pub product: &'static str,
    /// The version, such as `2018-04-12`.
    pub version: &'static str,
    /// The name of the action.
    pub action: &'static str,
    /// The sentence.
    pub text: &'static str,
}

/// Returns the summaries of all actions with written docs. Reads no version.
pub fn summaries() -> impl Iterator<Item = Summary> {
    embedded::summary_lines().filter_map(|line| {
        let mut parts = line.splitn(4, ' ');
        let mut next = || parts.next();
        Some(Summary { product: next()?, version: next()?, action: next()?, text: next()? })
    })
}

/// Returns the version of a product that is meant if none is named: the one for which the SDK's module is named like the
/// product, otherwise the newest. Returns `None` if the catalog does not contain the product. Reads no file.
pub fn latest(product: &str) -> Option<&'static str> {
    let meant = embedded::named().find(|(name, _)| name.product == product && name.is_meant);
    meant.map(|(name, _)| name.version)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::catalog;

    #[test]
    fn names_are_those_of_the_versions() {
        assert_eq!(names().count(), catalog::versions().count());
        for found in names() {
            let version = catalog::product(found.product, found.version).unwrap().unwrap();
            assert!(found.actions().eq(version.actions.keys().map(String::as_str)), "{found:?}");
        }
    }

    #[test]
    fn products_have_titles() {
        let titles: BTreeMap<String, String> = serde_json::from_str(include_str!("../../facts/titles.json")).unwrap();
        for names in names() {
            let version = catalog::product(names.product, names.version).unwrap().unwrap();
            assert_eq!(version.product.title, names.title, "{}", names.product);
            assert_ne!(names.title, names.product, "add the English name of {} to titles.json", names.product);
            // Versions with written docs have theirs in `product.json`.
            if let Some(title) = titles.get(names.product) {
                assert_eq!(title, names.title, "{}", names.product);
            }
        }
        #[cfg(feature = "facts")]
        for product in titles.keys() {
            assert!(
                latest(product).is_some(),
                "there is no {product}: remove it from titles.json, or correct the name"
            );
        }
    }

    #[test]
    fn summaries_are_those_of_the_actions() {
        let mut count = 0;
        for Summary { product, version, action, text } in summaries() {
            let found = catalog::product(product, version).unwrap().unwrap();
            assert_eq!(found.actions[action].summary, text, "{product} {action}");
            count += 1;
        }
        assert!(count > 180, "{count}");
    }

    #[test]
    fn a_version_is_meant_if_none_is_named() {
        for names in names() {
            assert_eq!(names.is_meant, latest(names.product) == Some(names.version), "{names:?}");
        }
        assert_eq!(latest("redis"), Some("2018-04-12"));
        assert_eq!(latest("nonsense"), None);
        for (product, _) in catalog::versions() {
            assert!(latest(product).is_some(), "{product}");
        }
        // Its `product.json` claims the name, although a newer version exists.
        assert_eq!(latest("monitor"), Some("2018-07-24"));
        #[cfg(feature = "facts")]
        assert_eq!(latest("tke"), Some("2022-05-01"));
    }
}
