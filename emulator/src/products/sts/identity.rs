//! Who the caller is, and which permanent credentials exist.

use serde_json::json;

use super::{arn::role_id, handler::Handler, reasons::Reason};
use crate::{
    auth::Identity,
    params::Params,
    products::call::{Call, Outcome, fields},
};

pub(super) const ACTIONS: &[(&str, Handler)] =
    &[("GetCallerIdentity", get_caller_identity), ("QueryApiKey", query_api_key)];

fn get_caller_identity(call: &Call<'_>, _: Params<'_>) -> Outcome {
    let account = call.account.uin;
    let user = call.caller.user();
    let (kind, arn, user_id, principal) = match &call.caller.identity {
        Identity::User { uin } => ("CAMUser", format!("qcs::cam:{account}:uin/{uin}"), uin.to_string(), user),
        Identity::FederatedUser { uin, name } => {
            ("CAMUser", format!("qcs::sts:{account}:federated-user/{uin}"), format!("{uin}:{name}"), user)
        }
        Identity::Role { arn, session, requested_by } => {
            let id = role_id(arn);
            ("CAMRole", format!("qcs::sts:{account}:assumed-role/{id}"), format!("{id}:{session}"), *requested_by)
        }
        Identity::MfaSession { .. } | Identity::Anonymous => {
            let message = "only permanent credentials and those of AssumeRole and GetFederationToken are accepted";
            return Err(Reason::UnknownIdentity.because(message));
        }
    };
    Ok(fields([
        ("Type", kind.into()),
        ("AccountId", account.to_string().into()),
        ("UserId", user_id.into()),
        ("PrincipalId", principal.to_string().into()),
        ("Arn", arn.into()),
    ]))
}

fn query_api_key(call: &Call<'_>, params: Params<'_>) -> Outcome {
    /// The key can be used.
    const ENABLED: u64 = 2;

    let keys = call.tools.keys;
    let sent = params.has("TargetUin").then(|| params.integer("TargetUin").unsigned_abs());
    let user = sent.unwrap_or_else(|| call.caller.user());
    if !keys.has_user(call.account, user) {
        let message = format!("`TargetUin` {user} is not a user of the account {}", call.account.uin);
        return Err(Reason::Parameter.because(message));
    }
    let created = keys.created_at().seconds();
    let list = keys.ids_of(call.account, user);
    let list = list.map(|id| json!({ "SecretId": id, "CreateTime": created, "Status": ENABLED }));
    Ok(fields([("IdKeys", list.collect())]))
}
