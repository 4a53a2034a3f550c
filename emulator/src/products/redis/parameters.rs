//! Parameters: list, set, manage templates.

use super::handler::Handler;

pub(super) const ACTIONS: &[(&str, Handler)] = &[];
