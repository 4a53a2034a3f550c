//! Checks the names in a request that come only from untyped calls and options. They become parts of hosts, headers,
//! spans and metrics.

use crate::printable::{is_name, name};

/// Rejects an invalid product: its name becomes part of a host and of the signature.
pub(super) fn check_product(product: &str) -> Result<(), String> {
    let is_valid =
        is_name(product) && product.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    check(is_valid, "product", product, "write it like redis")
}

/// Rejects an invalid API version.
pub(super) fn check_version(version: &str) -> Result<(), String> {
    check(is_name(version), "version", version, "write it like 2018-04-12")
}

/// Rejects an invalid name of an action.
pub(super) fn check_action(action: &str) -> Result<(), String> {
    check(is_name(action), "action", action, "write it like DescribeInstances")
}

fn check(is_valid: bool, what: &str, found: &str, help: &str) -> Result<(), String> {
    if is_valid { Ok(()) } else { Err(format!("invalid {what} `{}`; {help}", name(found))) }
}
