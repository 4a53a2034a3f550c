//! DescribeInstancePasswordPolicy and ModifyInstancePasswordPolicy.

use serde_json::json;

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, PasswordPolicy},
        },
        refusal::Refusal,
    },
};

/// Returns the rules in the parameter `PasswordPolicy`, or those that enforce nothing.
pub(crate) fn password_policy(params: Params<'_>) -> Result<PasswordPolicy, Refusal> {
    let Some(policy) = params.object("PasswordPolicy") else { return Ok(PasswordPolicy::default()) };
    let policy = PasswordPolicy {
        enabled: policy.boolean("Enabled"),
        min_letters: policy.integer("MinLetterCount"),
        min_digits: policy.integer("MinDigitCount"),
        min_symbols: policy.integer("MinSpecialCount"),
        min_length: policy.integer("MinLength"),
    };
    if policy.enabled && policy.min_letters + policy.min_digits + policy.min_symbols > policy.min_length {
        let message = "`PasswordPolicy.MinLength` must be at least the sum of the three counts";
        return Err(Reason::ParameterInvalid.because(message));
    }
    Ok(policy)
}

pub(super) fn describe_instance_password_policy(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let policy = account.region(call.region).instance(params.string("InstanceId"))?.config.password_policy;
    let policy = json!({
        "Enabled": policy.enabled,
        "MinLetterCount": policy.min_letters,
        "MinDigitCount": policy.min_digits,
        "MinSpecialCount": policy.min_symbols,
        "MinLength": policy.min_length,
    });
    Ok(fields([("PasswordPolicy", policy)]))
}

/// Takes effect immediately: the response contains no task. Existing passwords stay.
pub(super) fn modify_instance_password_policy(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    instance.ensure_available()?;
    let policy = password_policy(params)?;
    if policy.enabled && instance.config.engine.is_ckv() {
        let message = "passwords of CKV contain no symbols, which every policy requires";
        return Err(Reason::Unsupported.because(message));
    }
    instance.config.password_policy = policy;
    Ok(fields([]))
}
