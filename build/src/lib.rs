//! Generates typed calls of Tencent Cloud's products in `build.rs`, for the SDK `tencloud`.
//!
//! The facts of all products are in this crate: it needs no network. Both crates must have the same version.
//!
//! ```toml
//! [dependencies]
//! tencloud = "0.1"
//!
//! [build-dependencies]
//! tencloud-build = "0.1"
//! ```
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), tencloud_build::Error> {
//!     tencloud_build::product("cvm").actions(["DescribeZones", "DescribeInstances"]).generate()
//! }
//! ```
//!
//! ```ignore
//! // src/main.rs: this is a module `cvm` with a `Client`.
//! include!(concat!(env!("OUT_DIR"), "/cvm.rs"));
//! ```

#[doc(hidden)]
pub mod folder;

use std::path::Path;
use std::{env, fmt, fs};

use tencloud_codegen::{default_version, module};
use tencloud_spec::{ApiVersion, catalog, nearest};

/// Starts to generate a product, which has a short name such as `cvm`.
pub fn product(name: impl Into<String>) -> Product {
    Product { name: name.into(), version: None, actions: Vec::new() }
}

/// A product to generate: [`product`] returns it, and [`generate`](Product::generate) writes it.
#[derive(Clone, Debug)]
#[must_use = "nothing is written before `generate`"]
pub struct Product {
    name: String,
    version: Option<String>,
    actions: Vec<String>,
}

impl Product {
    /// Sets the version of the API, such as `2017-03-12`. By default, it is the product's main version.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Generates only these actions and the types that they use, which compiles faster than all actions.
    pub fn actions(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.actions.extend(names.into_iter().map(Into::into));
        self
    }

    /// Writes the file `<module>.rs` to the folder `OUT_DIR`, for one `include!`. It contains one module, which is named
    /// after the product; the name of a product that is a keyword is followed by `_api`, as in `as_api`.
    ///
    /// # Errors
    ///
    /// If there is no such product, version or action, or if the file cannot be written.
    pub fn generate(self) -> Result<(), Error> {
        let out = env::var_os("OUT_DIR").ok_or("there is no OUT_DIR: call this in build.rs".to_owned())?;
        let (name, text) = self.text()?;
        let file = Path::new(&out).join(format!("{name}.rs"));
        fs::write(&file, text).map_err(|error| format!("cannot write {}: {error}", file.display()))?;
        println!("cargo::rerun-if-changed=build.rs");
        Ok(())
    }

    fn text(self) -> Result<(String, String), Error> {
        let common = catalog::common().map_err(|error| error.to_string())?;
        let version = self.find()?;
        module(common, version, &self.actions).map_err(|errors| {
            let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
            Error(lines.join("\n"))
        })
    }

    /// Returns the version that is meant.
    fn find(&self) -> Result<ApiVersion, Error> {
        let mut versions = Vec::new();
        for (name, version) in catalog::versions().filter(|(name, _)| *name == self.name) {
            versions.extend(catalog::product(name, version).map_err(|error| error.to_string())?.cloned());
        }
        if versions.is_empty() {
            let known = catalog::versions().map(|(name, _)| name);
            return Err(unknown(&format!("there is no product `{}`", self.name), &self.name, known));
        }
        let wanted = self.version.as_deref().or_else(|| default_version(&versions)).unwrap_or_default().to_owned();
        let known: Vec<String> = versions.iter().map(|version| version.product.version.clone()).collect();
        let found = versions.into_iter().find(|version| version.product.version == wanted);
        let message = || format!("`{}` has no version {wanted}", self.name);
        found.ok_or_else(|| unknown(&message(), &wanted, known.iter().map(String::as_str)))
    }
}

fn unknown<'k>(message: &str, name: &str, known: impl IntoIterator<Item = &'k str>) -> Error {
    let near = nearest(name, known).map(|near| format!("; did you mean `{near}`?"));
    Error(format!("{message}{}", near.unwrap_or_default()))
}

/// The reason why a product was not generated. Its `Debug` output is the message, since that is what cargo shows if `main`
/// of a build script returns it.
pub struct Error(String);

impl From<String> for Error {
    fn from(message: String) -> Self {
        Error(message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::product;

    #[test]
    fn names_that_do_not_exist_are_reported_with_suggestions() {
        for (product, message) in [
            (product("lighthous"), "there is no product `lighthous`; did you mean `lighthouse`?"),
            (product("cvm").version("2017-03-13"), "`cvm` has no version 2017-03-13; did you mean `2017-03-12`?"),
            (product("cvm").actions(["DescribeZone"]), "there is no action `DescribeZone`"),
        ] {
            let error = product.text().unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }

    #[test]
    fn only_what_is_wanted_is_in_the_file() {
        let (name, text) = product("cvm").actions(["DescribeZones"]).text().unwrap();
        assert_eq!(name, "cvm");
        assert!(text.contains("pub struct DescribeZonesRequest") && text.contains("pub struct ZoneInfo"));
        assert!(!text.contains("DescribeInstances"));
        assert_eq!(product("as").actions(["DescribeAccountLimits"]).text().unwrap().0, "as_api");
    }
}
