//! The data of the spec, embedded when this package is built.
//!
//! Nothing is read before it is asked for, and then once in a program: [`product`] reads the files of one version of
//! one product and leaves all others alone.

use std::sync::OnceLock;

use crate::api_version::{self, ApiVersion, ReadError};
use crate::common::Common;

/// The embedded files of one version of a product.
struct Embedded {
    product: &'static str,
    version: &'static str,
    /// Path below the version's folder, and text.
    files: &'static [(&'static str, &'static str)],
    read: OnceLock<Result<ApiVersion, ReadError>>,
}

impl Embedded {
    const fn new(
        product: &'static str,
        version: &'static str,
        files: &'static [(&'static str, &'static str)],
    ) -> Embedded {
        Embedded { product, version, files, read: OnceLock::new() }
    }

    fn get(&'static self) -> Result<&'static ApiVersion, ReadError> {
        let read = || ApiVersion::read(self.files.iter().copied());
        self.read.get_or_init(read).as_ref().map_err(|error| ReadError {
            path: format!("{}/{}/{}", self.product, self.version, error.path),
            ..error.clone()
        })
    }
}

// Made by build.rs: `const COMMON: &str` and `static VERSIONS: [Embedded; N]`, sorted by product and version.
include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

/// What all products share.
///
/// # Errors
///
/// `common.json` cannot be read.
pub fn common() -> Result<&'static Common, ReadError> {
    static READ: OnceLock<Result<Common, ReadError>> = OnceLock::new();
    READ.get_or_init(|| api_version::read("common.json", COMMON)).as_ref().map_err(Clone::clone)
}

/// Product and version of everything in the catalog, oldest version first. Reads no file.
pub fn versions() -> impl Iterator<Item = (&'static str, &'static str)> {
    VERSIONS.iter().map(|embedded| (embedded.product, embedded.version))
}

/// One version of a product. `None` if the catalog does not have it.
///
/// # Errors
///
/// A file of that version cannot be read.
pub fn product(product: &str, version: &str) -> Result<Option<&'static ApiVersion>, ReadError> {
    let found = VERSIONS.iter().find(|embedded| embedded.product == product && embedded.version == version);
    found.map(Embedded::get).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn only_the_version_that_is_asked_for_is_read() {
        static ASKED: [Embedded; 2] = [
            Embedded::new("demo", "2020-01-01", &[("actions/Ping.json", "{}")]),
            Embedded::new("demo", "2019-01-01", &[("types.json", "no JSON")]),
        ];
        let error = ASKED[0].get().unwrap_err();
        assert_eq!((error.path.as_str(), error.line), ("demo/2020-01-01/actions/Ping.json", 1));
        assert!(ASKED[1].read.get().is_none());
    }
}
