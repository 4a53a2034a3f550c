//! The region of a configuration or a call.

use crate::region::Region;

/// Checks a region, which becomes part of a host name and must be valid there.
pub(super) fn check_region(region: &Region) -> Result<(), String> {
    let name = region.as_str();
    if !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        return Ok(());
    }
    Err(format!("invalid region `{name}`; write it like ap-tokyo"))
}
