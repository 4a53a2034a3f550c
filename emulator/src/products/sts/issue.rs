//! Responses that contain temporary credentials.

use std::time::Duration;

use serde_json::json;

use super::reasons::Reason;
use crate::{
    auth::{AccountId, Identity},
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        refusal::Refusal,
    },
    time::Time,
};

/// How long credentials of a main account can be valid, in seconds, if they are not those of a role.
const LONGEST_OF_MAIN_ACCOUNT: i64 = 7200;

/// Issues credentials that are valid for `DurationSeconds`, whose range validation has checked.
pub(super) fn issue(call: &Call<'_>, params: Params<'_>, account: AccountId, identity: Identity) -> Outcome {
    let duration = Duration::from_secs(params.integer("DurationSeconds").unsigned_abs());
    let expires = Time::from_seconds(call.now.seconds()) + duration;
    let keys = call.tools.keys.issue(account, identity, expires, call.tools.ids.random());
    let credentials = json!({ "Token": keys.token, "TmpSecretId": keys.secret_id, "TmpSecretKey": keys.secret_key });
    Ok(fields([
        ("Credentials", credentials),
        ("ExpiredTime", expires.seconds().into()),
        ("Expiration", expires.to_utc_text().into()),
    ]))
}

/// Checks that the credentials of the caller are permanent, and may be exchanged for others with this duration.
pub(super) fn check_exchange(call: &Call<'_>, params: Params<'_>) -> Result<(), Refusal> {
    if call.caller.is_temporary {
        let message = "the action does not accept temporary credentials: call it with permanent ones";
        return Err(Reason::TemporaryCredentials.because(message));
    }
    if call.caller.is_main_account() && params.integer("DurationSeconds") > LONGEST_OF_MAIN_ACCOUNT {
        let message = format!(
            "`DurationSeconds` must be at most {LONGEST_OF_MAIN_ACCOUNT} for a main account; a sub-account may request more"
        );
        return Err(Reason::Duration.because(message));
    }
    Ok(())
}
