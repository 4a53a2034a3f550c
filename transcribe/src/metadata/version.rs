//! The facts of one version without written docs, from all sources.

use std::collections::BTreeMap;

use tencloud_spec::facts::{explorer, product};
use tencloud_spec::{ApiVersion, Types};

use super::facts;
use super::form::Metadata;
use crate::derived::add_waiters;
use crate::docs::Docs;
use crate::merge::{Known, Merge, Source};

/// The metadata of one version of a product.
pub struct Api {
    metadata: Metadata,
    /// Whether only the international site has the version.
    is_international: bool,
}

impl Api {
    /// Parses the text of `api.json` of Tencent Cloud and of its international site, as far as they have the version.
    ///
    /// # Errors
    ///
    /// If a text cannot be read, or there is none.
    pub fn parse(own: Option<&str>, international: Option<&str>) -> Result<Api, String> {
        let parse = |text: Option<&str>| text.map(Metadata::parse).transpose();
        let (own, international) = (parse(own)?, parse(international)?);
        let is_international = own.is_none();
        let metadata = match (own, international) {
            (Some(mut own), Some(international)) => {
                own.add(international);
                own
            }
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => return Err("no metadata describes the version".to_owned()),
        };
        Ok(Api { metadata, is_international })
    }

    /// Returns the product's short name and the version, which folders of the metadata do not always have as names.
    pub fn identity(&self) -> (&str, &str) {
        let about = &self.metadata.metadata;
        (&about.service_short_name, &about.api_version)
    }

    /// Returns the facts of the version, without a module. `codes` are the error codes of actions, which the metadata
    /// does not contain.
    ///
    /// # Errors
    ///
    /// If the metadata contradicts itself.
    pub fn facts(&self, codes: &BTreeMap<String, Vec<String>>) -> Result<ApiVersion, String> {
        let Api { metadata, is_international } = self;
        version(metadata, *is_international, codes)
    }
}

fn version(
    metadata: &Metadata,
    is_international: bool,
    codes: &BTreeMap<String, Vec<String>>,
) -> Result<ApiVersion, String> {
    let facts = facts::of(metadata)?;
    let mut version =
        ApiVersion { product: product(&facts.product, &facts.version, "", is_international), ..ApiVersion::default() };
    version.product.regional = true;
    version.types.page.clone_from(&version.product.page);
    let mut merge = Merge::new(Source::Metadata, &[], Docs::Omit);
    merge.types(&mut version.types, facts.structures);
    for action in facts.actions {
        let name = action.name.clone();
        let described = metadata.actions.get(&name);
        let is_foreign = described.is_some_and(|action| action.international);
        let page = explorer(&facts.product, &facts.version, Some(&name), is_international || is_foreign);
        let known = Known { waiters: &version.product.waiters, types: &version.types };
        let mut action = merge.action(None, action, Some(page), known);
        action.schema = None;
        action.errors = codes.get(&name).cloned();
        action.deprecated = described.and_then(|action| action.deprecated()).map(str::to_owned);
        version.actions.insert(name, action);
    }
    version.types = Types { schema: None, ..version.types };
    add_waiters(&mut version);
    Ok(version)
}
