//! Ports of servers.

use std::{
    collections::BTreeSet,
    net::{Ipv4Addr, TcpListener},
};

/// How often a port is requested that the system provides, before one that is not free is good enough.
const ATTEMPTS: usize = 100;

/// Returns whether a server could listen on a port.
pub(super) fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// Returns a port that is free and not taken by an instance.
pub(super) fn find(taken: &BTreeSet<u16>) -> u16 {
    let free = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    let ports = std::iter::repeat_with(|| free().map_or(0, |address| address.port()));
    let mut ports = ports.take(ATTEMPTS).filter(|port| *port != 0 && !taken.contains(port));
    ports.next().unwrap_or(6379)
}
