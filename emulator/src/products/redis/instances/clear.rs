//! ClearInstance.

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::{
            reasons::Reason,
            state::{Account, Change, InstanceChange, Status},
            workflows,
        },
    },
};

pub(super) fn clear_instance(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_available()?;
    if params.boolean("EncryptPassword") {
        let message = "the emulator cannot decrypt passwords: send `EncryptPassword` as false";
        return Err(Reason::NotEmulated.because(message));
    }
    let sent = params.string("Password");
    match &instance.config.password {
        Some(_) if sent.is_empty() => {
            return Err(Reason::PasswordMissing.because(format!("send `Password`: `{id}` has one")));
        }
        Some(password) if !password.matches(sent) => {
            return Err(Reason::WrongPassword.because(format!("`Password` is not the password of `{id}`")));
        }
        _ => {}
    }
    workflows::start(account, call, id, "004", Status::InProcess, Change::Instance(InstanceChange::Clear))
}
