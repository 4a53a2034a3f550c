//! DescribeInstanceAccount.

use serde_json::{Value, json};

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::state::{Account, AccountChange, Change, UserAccount},
    },
};

/// Lists the accounts as they are; what a task is changing appears when it has ended.
pub(super) fn describe_instance_account(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let region = account.region(call.region);
    region.instance(id)?;
    let Some(instance) = region.instances.get(id) else { return call.list(params, [], |()| Value::Null) };
    let changing = match region.pending_change(instance) {
        Some(Change::Account(AccountChange::Edit { name, .. } | AccountChange::Delete { name })) => name,
        _ => "",
    };
    call.list(params, instance.accounts.iter(), |account| describe(account, id, account.name == changing))
}

fn describe(account: &UserAccount, instance_id: &str, is_changing: bool) -> Value {
    json!({
        "InstanceId": instance_id,
        "AccountName": account.name,
        "Remark": account.remark,
        "Privilege": account.privilege,
        "ReadonlyPolicy": account.readonly_policy,
        "Status": if is_changing { 1 } else { 2 },
        "CreateTime": account.created_at.to_text(),
        "PasswordLastModifiedTime": account.password_set_at.to_text(),
    })
}
