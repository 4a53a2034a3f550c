//! What the name of a host reveals: its product and its zone.

use crate::region::{Region, is_financial};

/// The label that all hosts of Tencent Cloud's API have after that of the product.
const API: &str = "tencentcloudapi";

/// First labels that name a product under any domain, such as that of a private cloud. Under the API's own domain,
/// every first label does; elsewhere, most product names could also be the name of a gateway.
const PRODUCTS: [&str; 14] =
    ["cam", "cbs", "cdb", "clb", "cvm", "dcdb", "hunyuan", "kms", "redis", "scf", "ssm", "sts", "tke", "vpc"];

/// Returns the product to which a host belongs, or `None` if the host serves several, as a gateway does.
pub(super) fn product_of(host: &str) -> Option<&str> {
    let (first, rest) = without_port(host).split_once('.')?;
    let is_of_api = rest.split('.').any(|label| label == API);
    (is_of_api || PRODUCTS.contains(&first)).then_some(first)
}

/// Returns what follows the product in a host.
pub(super) fn domain_of(host: &str) -> &str {
    without_port(host).split_once('.').map_or("", |(_, domain)| domain)
}

/// Returns the host of another product in the same domain, with the same port.
pub(super) fn of_same_domain(host: &str, product: &str) -> String {
    host.split_once('.').map_or_else(|| host.to_owned(), |(_, rest)| format!("{product}.{rest}"))
}

/// Returns whether this is a host of the API itself, and not of a gateway or a private cloud.
pub(super) fn is_of_api(host: &str) -> bool {
    without_port(host).split('.').any(|label| label == API)
}

/// Rejects a host and a region of different zones: financial zones are isolated, and the service would return an error
/// that does not mention the zone.
pub(super) fn check_zone(host: &str, region: Option<&Region>) -> Result<(), String> {
    let Some(region) = region else { return Ok(()) };
    if !is_of_api(host) {
        return Ok(());
    }
    let name = without_port(host);
    let host_zone = name.split('.').find(|label| is_financial(label));
    match (host_zone, region.is_financial()) {
        (None, true) => Err(format!(
            "the region {region} is a financial region, but the host {name} is not; remove the endpoint URL to use \
             the region's host"
        )),
        (Some(zone), _) if zone != region.as_str() => Err(format!(
            "the host {name} is in the financial region {zone}, but the region is {region}; set the region to {zone}, \
             or remove the endpoint URL"
        )),
        _ => Ok(()),
    }
}

/// Returns whether this is the name of a host or domain, in lower case and without a trailing dot.
pub(super) fn is_name(name: &str) -> bool {
    let is_label = |label: &str| {
        let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        !label.is_empty() && label.chars().all(is_allowed)
    };
    name.len() <= 253 && name.split('.').all(is_label)
}

fn without_port(host: &str) -> &str {
    host.split_once(':').map_or(host, |(name, _)| name)
}
