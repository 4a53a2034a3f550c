//! Which hosts are this machine.

use std::net::IpAddr;

/// Whether a host is this machine, so that requests to it leave neither by a proxy nor in the clear.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}
