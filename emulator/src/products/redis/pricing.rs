//! Pricing: get the prices of new, renewed and resized instances.

use super::handler::Handler;

pub(super) const ACTIONS: &[(&str, Handler)] = &[];
