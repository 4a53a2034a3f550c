//! What executes an action.

use crate::{
    params::Params,
    products::call::{Call, Outcome},
};

/// Executes an action.
pub(super) type Handler = fn(&Call<'_>, Params<'_>) -> Outcome;
