//! Security groups: bind, unbind, list.

use super::handler::Handler;

pub(super) const ACTIONS: &[(&str, Handler)] = &[];
