//! The spec, as embedded when the emulator was built.

use std::collections::BTreeMap;

use tencloud_codegen::spec::{Action, Common, Product, Types};

/// Path below `spec/` and content of each file.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/spec.rs"));

/// All that the spec says.
pub(crate) struct Catalog {
    pub(crate) common: Common,
    /// By product and version.
    apis: BTreeMap<(&'static str, &'static str), Api>,
}

/// One version of one product.
#[derive(Default)]
pub(crate) struct Api {
    pub(crate) product: Product,
    pub(crate) types: Types,
    actions: BTreeMap<&'static str, Action>,
}

impl Catalog {
    /// Reads the embedded files. The error names the file at fault.
    pub(crate) fn embedded() -> Result<Self, String> {
        let mut catalog = Self { common: Common::default(), apis: BTreeMap::new() };
        for &(path, text) in FILES {
            catalog.add(path, text).map_err(|error| format!("spec/{path}: {error}"))?;
        }
        Ok(catalog)
    }

    fn add(&mut self, path: &'static str, text: &str) -> serde_json::Result<()> {
        match path.split('/').collect::<Vec<_>>()[..] {
            ["common.json"] => self.common = serde_json::from_str(text)?,
            [product, version, "product.json"] => self.api(product, version).product = serde_json::from_str(text)?,
            [product, version, "types.json"] => self.api(product, version).types = serde_json::from_str(text)?,
            [product, version, "actions", file] => {
                let name = file.trim_end_matches(".json");
                self.api(product, version).actions.insert(name, serde_json::from_str(text)?);
            }
            // What else may come to lie there does not concern a server.
            _ => {}
        }
        Ok(())
    }

    fn api(&mut self, product: &'static str, version: &'static str) -> &mut Api {
        self.apis.entry((product, version)).or_default()
    }

    /// The versions of a product.
    pub(crate) fn versions(&self, product: &str) -> impl Iterator<Item = &Api> {
        self.apis.iter().filter(move |((name, _), _)| *name == product).map(|(_, api)| api)
    }

    /// The product that has an action in a version, for requests that name no product: the host, which would, is always
    /// this machine. Empty where there is none.
    pub(crate) fn product_of(&self, version: &str, action: &str) -> &'static str {
        let mut apis = self.apis.iter().filter(|((_, of), _)| *of == version);
        let fallback = apis.clone().next();
        let found = apis.find(|(_, api)| api.action(action).is_some()).or(fallback);
        found.map_or("", |((product, _), _)| product)
    }

    /// Whether the documentation of an action provides for this error code.
    pub(crate) fn documents(&self, action: &Action, code: &str) -> bool {
        let own = action.errors.iter().flatten().chain(&action.newer_errors);
        self.common.errors.contains_key(code) || own.into_iter().any(|listed| listed == code)
    }
}

impl Api {
    pub(crate) fn action(&self, name: &str) -> Option<&Action> {
        self.actions.get(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_spec_is_whole() {
        let catalog = Catalog::embedded().unwrap();
        assert!(catalog.common.regions.contains_key("ap-tokyo"));
        assert_eq!(catalog.versions("nonsense").count(), 0);
        let redis = catalog.versions("redis").next().unwrap();
        assert_eq!((redis.product.product.as_str(), redis.product.version.as_str()), ("redis", "2018-04-12"));
        for (name, action) in &redis.actions {
            assert_eq!(*name, action.action);
            for field in action.parameters.iter().chain(&action.results) {
                if let Some(name) = field.ty.structure() {
                    assert!(redis.types.types.contains_key(name), "{name}");
                }
            }
        }
    }

    #[test]
    fn an_action_has_its_own_codes_newer_ones_and_the_common_ones() {
        let catalog = Catalog::embedded().unwrap();
        let redis = catalog.versions("redis").next().unwrap();
        let action = redis.action("ManualBackupInstance").unwrap();
        for (code, expect) in [
            ("ResourceNotFound.InstanceNotExists", true),
            ("FailedOperation.CommitFlowError", true),
            ("AuthFailure.SignatureFailure", true),
            ("InvalidParameterValue.BackupNotExists", false),
            ("Nonsense", false),
        ] {
            assert_eq!(catalog.documents(action, code), expect, "{code}");
        }
    }
}
