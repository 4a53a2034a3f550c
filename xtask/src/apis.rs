//! All products, with whatever is known about them.

use anyhow::{Context, Result, bail};
use tencloud_spec::{ApiVersion, Common, catalog, nearest};

/// Returns what all products share.
pub(crate) fn common() -> Result<&'static Common> {
    catalog::common().context("cannot read the spec")
}

/// Returns the names of all products.
pub(crate) fn products() -> Vec<&'static str> {
    let mut products: Vec<&str> = catalog::versions().map(|(product, _)| product).collect();
    products.dedup();
    products
}

/// Returns all versions of a product.
pub(crate) fn product(product: &str) -> Result<Vec<ApiVersion>> {
    let mut versions = Vec::new();
    for (name, version) in catalog::versions().filter(|(name, _)| *name == product) {
        versions.extend(catalog::product(name, version).context("cannot read the spec")?.cloned());
    }
    if versions.is_empty() {
        let near = nearest(product, products()).map(|near| format!("; did you mean `{near}`?"));
        bail!("there is no product `{product}`{}", near.unwrap_or_default());
    }
    Ok(versions)
}
