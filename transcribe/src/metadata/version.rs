//! The facts of one version without written docs, from all sources.

use std::collections::BTreeMap;

use tencloud_spec::facts::{explorer, product};
use tencloud_spec::{ApiVersion, Types};

use super::facts;
use super::form::Metadata;
use crate::derived::add_waiters;
use crate::docs::Docs;
use crate::merge::{Known, Merge, Source};

/// The sources of a version's facts.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'s> {
    /// The text of `api.json`, if Tencent Cloud has the version.
    pub api: Option<&'s str>,
    /// The text of `api.json` of the international site, if that has the version.
    pub international: Option<&'s str>,
    /// The module's name.
    pub module: &'s str,
    /// The error codes of actions, which the metadata does not contain.
    pub codes: &'s BTreeMap<String, Vec<String>>,
}

/// Returns the facts of a version.
///
/// # Errors
///
/// If the metadata cannot be read.
pub fn version(sources: &Sources<'_>) -> Result<ApiVersion, String> {
    let parse = |text: Option<&str>| text.map(Metadata::parse).transpose();
    let (own, international) = (parse(sources.api)?, parse(sources.international)?);
    let is_international = own.is_none();
    let metadata = match (own, international) {
        (Some(mut own), Some(international)) => {
            own.add(international);
            own
        }
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return Err("no metadata describes the version".to_owned()),
    };
    let facts = facts::of(&metadata)?;
    let mut version = ApiVersion {
        product: product(&facts.product, &facts.version, sources.module, is_international),
        ..ApiVersion::default()
    };
    version.product.regional = true;
    version.types.page.clone_from(&version.product.page);
    let mut merge = Merge::new(Source::Metadata { corrections: &[] }, Docs::Omit);
    merge.types(&mut version.types, facts.structures);
    for action in facts.actions {
        let name = action.name.clone();
        let described = metadata.actions.get(&name);
        let is_foreign = described.is_some_and(|action| action.international);
        let page = explorer(&facts.product, &facts.version, Some(&name), is_international || is_foreign);
        let known = Known { waiters: &version.product.waiters, types: &version.types };
        let mut action = merge.action(None, action, Some(page), known);
        action.schema = None;
        action.errors = sources.codes.get(&name).cloned();
        action.deprecated = described.and_then(|action| action.deprecated()).map(str::to_owned);
        version.actions.insert(name, action);
    }
    version.types = Types { schema: None, ..version.types };
    add_waiters(&mut version);
    Ok(version)
}
