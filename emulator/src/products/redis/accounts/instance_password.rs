//! ModifyInstancePassword, its misspelled twin ModfiyInstancePassword, and ResetPassword.

use super::passwords::{ensure_password_free, ensure_plain, new_instance_password};
use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::{
            reasons::Reason,
            state::{Account, AccountChange, AccountEdit, Change, Instance, Login, ROOT, Status},
            workflows,
        },
        refusal::Refusal,
    },
};

pub(super) fn modfiy_instance_password(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    ensure_plain(params)?;
    modify_instance_password(account, call, params)
}

/// The old password is valid until the task ends.
pub(super) fn modify_instance_password(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_available()?;
    let Some(current) = &instance.config.password else {
        let message = format!("`{id}` has no password: call `ResetPassword`");
        return Err(Reason::WrongPassword.because(message));
    };
    if !current.matches(params.string("OldPassword")) {
        return Err(Reason::WrongPassword.because(format!("`OldPassword` is not the password of `{id}`")));
    }
    let login = Login::Password(new_instance_password(instance, params.string("Password"))?);
    start(account, call, id, "007", login)
}

pub(super) fn reset_password(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    ensure_plain(params)?;
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_available()?;
    let login = login(instance, params)?;
    let changes_access = login == Login::Free || instance.config.password.is_none();
    start(account, call, id, if changes_access { "035" } else { "007" }, login)
}

fn login(instance: &Instance, params: Params<'_>) -> Result<Login, Refusal> {
    let password = params.string("Password");
    match (params.boolean("NoAuth"), password.is_empty()) {
        (true, true) => {
            ensure_password_free(instance.is_in_vpc(), instance.needs_password())?;
            Ok(Login::Free)
        }
        (true, false) => Err(Reason::ParameterInvalid.because("omit `Password` if `NoAuth` is true")),
        (false, true) => Err(Reason::PasswordMissing.because("send `Password`, or `NoAuth` as true")),
        (false, false) => new_instance_password(instance, password).map(Login::Password),
    }
}

fn start(account: &mut Account, call: &Call<'_>, id: &str, kind: &str, login: Login) -> Outcome {
    let edit = AccountEdit { login: Some(login), ..AccountEdit::default() };
    let change = AccountChange::Edit { name: ROOT.to_owned(), edit };
    workflows::start(account, call, id, kind, Status::InProcess, Change::Account(change))
}
