//! All products, with whatever is known about them.

use anyhow::{Context, Result, bail, ensure};
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
    for number in numbers(product)? {
        versions.extend(catalog::product(product, number).context("cannot read the spec")?.cloned());
    }
    Ok(versions)
}

/// Returns the versions of a product, oldest first, as dates.
fn numbers(product: &str) -> Result<Vec<&'static str>> {
    let of_product = catalog::versions().filter(|(name, _)| *name == product);
    let numbers: Vec<&str> = of_product.map(|(_, number)| number).collect();
    if numbers.is_empty() {
        let near = nearest(product, products()).map(|near| format!("; did you mean `{near}`?"));
        bail!("there is no product `{product}`{}", near.unwrap_or_default());
    }
    Ok(numbers)
}

/// Returns a version of a product, which must exist. Without one, returns the newest that has written docs or, if there
/// is none, the newest.
pub(crate) fn version(product: &str, version: Option<&str>) -> Result<String> {
    let known = numbers(product)?;
    let Some(version) = version else {
        let written = catalog::written().filter(|(name, _)| *name == product).map(|(_, number)| number).last();
        return Ok(written.or(known.last().copied()).unwrap_or_default().to_owned());
    };
    let near = nearest(version, known.iter().copied()).map(|near| format!("; did you mean {near}?"));
    let help = near.unwrap_or_else(|| format!("; there are {}", known.join(", ")));
    ensure!(known.contains(&version), "{product} has no version {version}{help}");
    Ok(version.to_owned())
}
