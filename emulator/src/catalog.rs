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

    /// Returns whether a product has an action.
    pub(crate) fn has_action(&self, action: &str) -> bool {
        self.versions.iter().any(|api| api.actions.contains_key(action))
    }

    /// Returns whether the documentation of an action allows this error code.
    pub(crate) fn documents(&self, action: &Action, code: &str) -> bool {
        let own = action.errors.iter().flatten().chain(&action.newer_errors);
        self.common.errors.contains_key(code) || own.into_iter().any(|listed| listed == code)
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
            assert_eq!(catalog.documents(action, code), expect, "{code}");
        }
    }
}
