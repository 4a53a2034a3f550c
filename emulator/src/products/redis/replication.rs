//! Replication: node roles, replication groups across regions.

use super::handler::Handler;

pub(super) const ACTIONS: &[(&str, Handler)] = &[];
