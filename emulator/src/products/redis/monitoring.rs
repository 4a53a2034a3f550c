//! Monitoring: hot and big keys, command statistics, slow logs.

use super::handler::Handler;

pub(super) const ACTIONS: &[(&str, Handler)] = &[];
