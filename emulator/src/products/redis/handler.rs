//! What executes an action.

use super::state::Account;
use crate::{
    params::Params,
    products::call::{Call, Outcome},
};

/// Executes an action in the account of a call.
pub(super) type Handler = fn(&mut Account, &Call<'_>, Params<'_>) -> Outcome;
