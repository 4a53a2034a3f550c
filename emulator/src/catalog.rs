//! The spec as the emulator uses it.

use tencloud_spec::{Action, ApiVersion, Common, ReadError, catalog};

/// The whole spec.
pub(crate) struct Catalog {
    pub(crate) common: &'static Common,
    versions: Vec<&'static ApiVersion>,
}

impl Catalog {
    /// Reads all products of the embedded spec that have written docs. The error names the file.
    pub(crate) fn embedded() -> Result<Self, ReadError> {
        let versions =
            catalog::written().filter_map(|(product, version)| catalog::product(product, version).transpose());
        Ok(Self { common: catalog::common()?, versions: versions.collect::<Result<_, _>>()? })
    }

    /// Returns the versions of a product.
    pub(crate) fn versions(&self, product: &str) -> impl Iterator<Item = &'static ApiVersion> {
        self.versions.iter().copied().filter(move |api| api.product.product == product)
    }

    /// Returns the product that has an action in a version, for requests that name no product. In the cloud, the host
    /// names it; here, the host is any. Returns an empty string if no product has the action.
    pub(crate) fn product_of(&self, version: &str, action: &str) -> &'static str {
        let mut apis = self.versions.iter().filter(|api| api.product.version == version);
        let fallback = apis.clone().next();
        let found = apis.find(|api| api.actions.contains_key(action)).or(fallback);
        found.map_or("", |api| &api.product.product)
    }

    /// Returns the version of a product that has an action, and the action.
    pub(crate) fn find(&self, product: &str, action: &str) -> Option<(&'static ApiVersion, &'static Action)> {
        self.versions(product).find_map(|api| Some((api, api.actions.get(action)?)))
    }

    /// Returns the action of this name in any product.
    pub(crate) fn action(&self, name: &str) -> Option<&'static Action> {
        self.versions.iter().find_map(|api| api.actions.get(name))
    }

    /// Returns the error code if the documentation of an action allows it.
    pub(crate) fn documented(&self, action: &'static Action, code: &str) -> Option<&'static str> {
        let own = action.errors.iter().flatten().chain(&action.newer_errors);
        self.common.errors.keys().chain(own).find(|listed| *listed == code).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_has_its_own_codes_newer_ones_and_the_common_ones() {
        let catalog = Catalog::embedded().unwrap();
        assert_eq!(catalog.versions("nonsense").count(), 0);
        let redis = catalog.versions("redis").next().unwrap();
        let action = &redis.actions["ManualBackupInstance"];
        for (code, expect) in [
            ("ResourceNotFound.InstanceNotExists", true),
            ("FailedOperation.CommitFlowError", true),
            ("AuthFailure.SignatureFailure", true),
            ("InvalidParameterValue.BackupNotExists", false),
            ("Nonsense", false),
        ] {
            assert_eq!(catalog.documented(action, code).is_some(), expect, "{code}");
        }
    }
}
