//! The load of the machine, which tells how far times can be trusted.

use std::fs;

/// Returns the load of the last minute.
pub(super) fn load() -> String {
    let loads = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    loads.split_whitespace().next().unwrap_or("unknown").to_owned()
}
