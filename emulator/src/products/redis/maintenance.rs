//! Maintenance: upgrade versions, set the maintenance window.

use super::handler::Handler;

pub(super) const ACTIONS: &[(&str, Handler)] = &[];
