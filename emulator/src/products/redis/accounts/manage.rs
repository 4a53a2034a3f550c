//! CreateInstanceAccount, ModifyInstanceAccount and DeleteInstanceAccount.

use super::passwords::{ensure_password_free, ensure_plain, new_password};
use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::{
            reasons::Reason,
            state::{
                Account, AccountChange, AccountEdit, Change, Instance, Login, REPLICAS, ROOT, Status, UserAccount,
            },
            workflows,
        },
        refusal::Refusal,
    },
};

/// The documented limit of a remark, in bytes.
const MAX_REMARK: usize = 64;

pub(super) fn create_instance_account(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    ensure_plain(params)?;
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_available()?;
    if !instance.config.engine.is_redis_4_or_later() {
        let message = format!("`{}` has no account but `root`", instance.config.engine.name);
        return Err(Reason::Unsupported.because(message));
    }
    let added = UserAccount {
        name: name(instance, params)?,
        remark: remark(params)?,
        privilege: params.string("Privilege").to_owned(),
        readonly_policy: readonly_policy(instance, params)?,
        password: Some(new_password(instance, "AccountPassword", params.string("AccountPassword"))?),
        created_at: call.now,
        password_set_at: call.now,
    };
    start(account, call, id, AccountChange::Add(added))
}

pub(super) fn modify_instance_account(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    ensure_plain(params)?;
    let (id, name) = (params.string("InstanceId"), params.string("AccountName"));
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_available()?;
    ensure_exists(instance, name)?;
    let privilege = Some(params.string("Privilege")).filter(|privilege| !privilege.is_empty());
    if name == ROOT && privilege.is_some_and(|privilege| privilege != "rw") {
        return Err(Reason::Unsupported.because("the privileges of `root` cannot be changed"));
    }
    let edit = AccountEdit {
        remark: if params.has("Remark") { Some(remark(params)?) } else { None },
        privilege: privilege.map(str::to_owned),
        readonly_policy: if params.has("ReadonlyPolicy") { Some(readonly_policy(instance, params)?) } else { None },
        login: login(instance, name, params)?,
    };
    start(account, call, id, AccountChange::Edit { name: name.to_owned(), edit })
}

pub(super) fn delete_instance_account(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let (id, name) = (params.string("InstanceId"), params.string("AccountName"));
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_available()?;
    ensure_exists(instance, name)?;
    if name == ROOT {
        return Err(Reason::Unsupported.because("`root` cannot be deleted"));
    }
    start(account, call, id, AccountChange::Delete { name: name.to_owned() })
}

fn start(account: &mut Account, call: &Call<'_>, id: &str, change: AccountChange) -> Outcome {
    workflows::start(account, call, id, "037", Status::InProcess, Change::Account(change))
}

fn ensure_exists(instance: &Instance, name: &str) -> Result<(), Refusal> {
    if instance.accounts.contains(name) {
        return Ok(());
    }
    Err(Reason::NoSuchAccount.because(format!("`{}` has no account `{name}`", instance.id)))
}

/// Returns the name of a new account.
fn name(instance: &Instance, params: Params<'_>) -> Result<String, Refusal> {
    let name = params.string("AccountName");
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if name.is_empty() || !name.chars().all(is_allowed) {
        return Err(Refusal::invalid_value("`AccountName` must consist of letters, digits, `_` and `-`"));
    }
    if instance.accounts.contains(name) {
        return Err(Refusal::invalid_value(format!("`{}` already has an account `{name}`", instance.id)));
    }
    Ok(name.to_owned())
}

fn remark(params: Params<'_>) -> Result<String, Refusal> {
    let remark = params.string("Remark");
    if remark.len() > MAX_REMARK {
        return Err(Refusal::invalid_value(format!("`Remark` must be at most {MAX_REMARK} bytes")));
    }
    Ok(remark.to_owned())
}

fn readonly_policy(instance: &Instance, params: Params<'_>) -> Result<Vec<String>, Refusal> {
    let policy = params.strings("ReadonlyPolicy");
    if policy.is_empty() {
        return Err(Reason::ParameterInvalid.because("`ReadonlyPolicy` must not be empty"));
    }
    if policy.contains(&REPLICAS) && !instance.config.replicas_readonly {
        let message = format!("the replicas of `{}` serve no reads: call `EnableReplicaReadonly`", instance.id);
        return Err(Reason::Unsupported.because(message));
    }
    Ok(policy.into_iter().map(str::to_owned).collect())
}

/// Returns how clients are going to log in, or `None` if that does not change.
fn login(instance: &Instance, name: &str, params: Params<'_>) -> Result<Option<Login>, Refusal> {
    let (free, password) = (params.boolean("NoAuth"), params.string("AccountPassword"));
    if free && name != ROOT {
        return Err(Reason::ParameterInvalid.because("only `root` can do without a password"));
    }
    if free && !password.is_empty() {
        return Err(Reason::ParameterInvalid.because("omit `AccountPassword` if `NoAuth` is true"));
    }
    if free {
        ensure_password_free(instance.is_in_vpc(), instance.needs_password())?;
        return Ok(Some(Login::Free));
    }
    if !password.is_empty() {
        return new_password(instance, "AccountPassword", password).map(|password| Some(Login::Password(password)));
    }
    let ends_free_access = params.has("NoAuth") && name == ROOT && instance.config.password.is_none();
    if params.has("AccountPassword") || ends_free_access {
        return Err(Reason::PasswordMissing.because("`AccountPassword` is required"));
    }
    Ok(None)
}
