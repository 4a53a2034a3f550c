//! Which hosts refer to this machine.

use std::net::IpAddr;

/// Returns whether a host is this machine, so that requests to it are neither sent through a proxy nor need TLS.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}
