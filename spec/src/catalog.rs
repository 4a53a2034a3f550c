//! The data of the spec, embedded when this package is built.
//!
//! A file is read only when it is asked for, and only once per program: [`product`] reads the files of one version of
//! one product and no others. Programs that need a single action start faster with [`action`], which reads only what that
//! action needs, and with [`names`], which reads nothing but names.
//!
//! With the feature `facts`, the catalog also contains the products without written docs, compressed; without it, only
//! those that are [`written`].

mod embedded;
mod names;
#[cfg(feature = "facts")]
mod packed;

use std::sync::OnceLock;

use crate::api_version::{self, ApiVersion, ReadError};
use crate::common::Common;

pub use names::{Summary, VersionNames, latest, names, summaries};

/// Returns what all products share.
///
/// # Errors
///
/// If `common.json` cannot be read.
pub fn common() -> Result<&'static Common, ReadError> {
    static READ: OnceLock<Result<Common, ReadError>> = OnceLock::new();
    READ.get_or_init(|| api_version::read("common.json", embedded::common())).as_ref().map_err(Clone::clone)
}

/// Returns the product and the version of everything in the catalog, oldest version first. Reads no file.
pub fn versions() -> impl Iterator<Item = (&'static str, &'static str)> {
    embedded::named().map(|(name, _)| (name.product, name.version))
}

/// Returns the product and the version of everything with written docs, at least of some actions, oldest version first.
/// Reads no file.
pub fn written() -> impl Iterator<Item = (&'static str, &'static str)> {
    let written = embedded::named().filter(|(_, embedded)| embedded.is_written());
    written.map(|(name, _)| (name.product, name.version))
}

/// Returns one version of a product, or `None` if the catalog does not contain it.
///
/// # Errors
///
/// If a file of that version cannot be read.
pub fn product(product: &str, version: &str) -> Result<Option<&'static ApiVersion>, ReadError> {
    embedded::find(product, version).map(|embedded| embedded.get(product, version)).transpose()
}

/// Reads one action with the structs and enums that it refers to, and what all actions of its version share. Returns
/// `None` if the catalog does not contain it.
///
/// This takes a few milliseconds for any action, since most of a version is not read. Each call reads again.
///
/// # Errors
///
/// If a file of that version that the action needs cannot be read.
pub fn action(product: &str, version: &str, action: &str) -> Result<Option<ApiVersion>, ReadError> {
    embedded::find(product, version).map_or(Ok(None), |embedded| embedded.action(product, version, action))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_action_is_read_as_in_its_version() {
        for (name, number) in versions() {
            let whole = product(name, number).unwrap().unwrap();
            // One of each version: all would take a debug build minutes.
            if let Some(wanted) = whole.actions.keys().nth(whole.actions.len() / 2) {
                let mut found = action(name, number, wanted).unwrap().unwrap();
                let mut expected = whole.clone();
                expected.retain_action(wanted);
                if written().any(|written| written == (name, number)) {
                    // In versions with written docs of some actions, the other actions share less.
                    expected.product = found.product.clone();
                    found.types.types.sort_unstable_keys();
                    expected.types.types.sort_unstable_keys();
                }
                assert_eq!(found, expected, "{name} {number} {wanted}");
            }
        }
    }

    #[test]
    fn the_embedded_spec_is_whole() {
        assert!(common().unwrap().regions.contains_key("ap-tokyo"));
        assert_eq!(product("nonsense", "2018-04-12"), Ok(None));
        assert_eq!(product("redis", "2018-04-13"), Ok(None));
        assert!(versions().any(|found| found == ("redis", "2018-04-12")));
        for (name, number) in versions() {
            let version = product(name, number).unwrap().unwrap();
            assert_eq!((version.product.product.as_str(), version.product.version.as_str()), (name, number));
            assert!(!version.actions.is_empty());
            assert_eq!(action(name, number, "Nonsense"), Ok(None));
            for (name, action) in &version.actions {
                assert_eq!(*name, action.action);
                for field in action.parameters.iter().chain(&action.results) {
                    if let Some(name) = field.ty.structure() {
                        assert!(version.types.types.contains_key(name), "{name}");
                    }
                }
            }
        }
    }

    #[cfg(feature = "facts")]
    #[test]
    fn what_people_should_decide_on_is_known() {
        use crate::impact::Impact::{Billable, Destructive, Disruptive};
        for (product, name, expected) in [
            ("cvm", "DescribeInstances", &[][..]),
            ("cvm", "RebootInstances", &[Disruptive]),
            ("cvm", "RunInstances", &[Billable]),
            ("cvm", "TerminateInstances", &[Destructive, Disruptive]),
            ("vpc", "DescribeVpcs", &[]),
            ("vpc", "DeleteVpc", &[Destructive]),
            ("redis", "DestroyPostpaidInstance", &[Destructive, Disruptive]),
            ("redis", "ManualBackupInstance", &[]),
        ] {
            let version = action(product, latest(product).unwrap(), name).unwrap().unwrap();
            assert_eq!(version.actions[name].impacts(), expected, "{product} {name}");
        }
    }
}
