//! Logs: audit logs and their export, slow log delivery.

use super::handler::Handler;

pub(super) const ACTIONS: &[(&str, Handler)] = &[];
