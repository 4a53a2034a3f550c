//! Sessions: federated users, and users after multi-factor authentication.

use super::{
    handler::Handler,
    issue::{check_exchange, issue},
    mfa, names, policy,
};
use crate::{
    auth::Identity,
    params::Params,
    products::call::{Call, Outcome},
};

pub(super) const ACTIONS: &[(&str, Handler)] =
    &[("GetFederationToken", get_federation_token), ("GetSessionToken", get_session_token)];

fn get_federation_token(call: &Call<'_>, params: Params<'_>) -> Outcome {
    let name = names::session(params, "Name", 1)?.to_owned();
    policy::check(params)?;
    check_exchange(call, params)?;
    issue(call, params, call.account, Identity::FederatedUser { uin: call.caller.user(), name })
}

fn get_session_token(call: &Call<'_>, params: Params<'_>) -> Outcome {
    check_exchange(call, params)?;
    mfa::check(call, params)?;
    issue(call, params, call.account, Identity::MfaSession { uin: call.caller.user() })
}
