//! The region of a configuration or a call.

use crate::region::Region;

/// A region becomes part of a host name, so it must be valid there.
pub(super) fn check_region(region: &Region) -> Result<(), String> {
    let name = region.as_str();
    if !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        return Ok(());
    }
    Err(format!("invalid region `{name}`; regions are written like ap-tokyo"))
}
