//! What code is generated from, before it has been checked.

use std::collections::BTreeMap;

use crate::spec;

/// The whole spec as read, before it has been checked. A file that could not be read is `None`.
#[derive(Default)]
pub(crate) struct Spec {
    pub(crate) common: Option<spec::Common>,
    /// By folder, such as `redis/2018-04-12`.
    pub(crate) versions: BTreeMap<String, Version>,
}

/// One version of a product.
#[derive(Clone, Default)]
pub(crate) struct Version {
    pub(crate) product: Option<spec::Product>,
    pub(crate) types: Option<spec::Types>,
    /// By file name, without extension.
    pub(crate) actions: BTreeMap<String, spec::Action>,
}
