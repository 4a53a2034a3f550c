//! Networks: addresses, ports, public access, bandwidth, TLS.

use super::handler::Handler;

pub(super) const ACTIONS: &[(&str, Handler)] = &[];
