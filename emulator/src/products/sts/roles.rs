//! Roles. Every account has every role, and anyone may assume it: the emulator has no permissions.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{arn, handler::Handler, issue::issue, mfa, names, policy, reasons::Reason, web_identity};
use crate::{
    auth::{AccountId, Identity},
    params::Params,
    products::{
        call::{Call, Outcome},
        refusal::Refusal,
    },
};

pub(super) const ACTIONS: &[(&str, Handler)] = &[
    ("AssumeRole", assume_role),
    ("AssumeRoleWithSAML", assume_role_with_saml),
    ("AssumeRoleWithWebIdentity", assume_role_with_web_identity),
];

fn assume_role(call: &Call<'_>, params: Params<'_>) -> Outcome {
    names::check_external_id(params)?;
    check_tags(params)?;
    let source = params.string("SourceIdentity");
    if !source.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Reason::Parameter.because("`SourceIdentity` must be the uin of an account"));
    }
    policy::check(params)?;
    let account = account(call, params)?;
    match (params.has("SerialNumber"), params.has("TokenCode")) {
        (false, false) => {}
        (true, true) => mfa::check(call, params)?,
        _ => return Err(Reason::Parameter.because("send both `SerialNumber` and `TokenCode`, or neither")),
    }
    assume(call, params, account, call.caller.user())
}

fn assume_role_with_saml(call: &Call<'_>, params: Params<'_>) -> Outcome {
    let assertion = STANDARD.decode(params.string("SAMLAssertion"));
    if !assertion.is_ok_and(|assertion| !assertion.is_empty()) {
        return Err(Reason::Parameter.because("`SAMLAssertion` must be encoded in Base64"));
    }
    if arn::saml_provider_owner(params)? != arn::role_owner(params)? {
        let message = "the identity provider `PrincipalArn` and the role `RoleArn` must belong to the same account";
        return Err(Reason::Parameter.because(message));
    }
    let account = account(call, params)?;
    assume(call, params, account, account.uin)
}

fn assume_role_with_web_identity(call: &Call<'_>, params: Params<'_>) -> Outcome {
    let provider = params.string("ProviderId");
    if provider.is_empty() || !names::consists_of(provider, "_-.") {
        return Err(Reason::Parameter.because("`ProviderId` must be the name of an identity provider"));
    }
    web_identity::check(params.string("WebIdentityToken"), call.now)?;
    let account = account(call, params)?;
    assume(call, params, account, account.uin)
}

/// Returns the account that owns the role in the parameters.
fn account(call: &Call<'_>, params: Params<'_>) -> Result<AccountId, Refusal> {
    let uin = arn::role_owner(params)?;
    call.tools.keys.account(uin).ok_or_else(|| {
        let message = format!(
            "there is no role `{}`, because the emulator has no account {uin}: use {}, or add the account at the start",
            params.string("RoleArn"),
            call.tools.keys.first_caller().account.uin,
        );
        Reason::NoSuchRole.because(message)
    })
}

/// Issues credentials of the role in the parameters.
fn assume(call: &Call<'_>, params: Params<'_>, account: AccountId, requested_by: u64) -> Outcome {
    let session = names::session(params, "RoleSessionName", 2)?.to_owned();
    let role = Identity::Role { arn: params.string("RoleArn").to_owned(), session, requested_by };
    issue(call, params, account, role)
}

/// Checks the tags of a session. Only policies could refer to them.
fn check_tags(params: Params<'_>) -> Result<(), Refusal> {
    let mut keys = BTreeSet::new();
    match params.objects("Tags").iter().find(|tag| !keys.insert(tag.string("Key"))) {
        None => Ok(()),
        Some(tag) => Err(Reason::Parameter.because(format!("two tags have the key `{}`", tag.string("Key")))),
    }
}
