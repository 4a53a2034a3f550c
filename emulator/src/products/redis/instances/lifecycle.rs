//! DestroyPostpaidInstance, DestroyPrepaidInstance, CleanUpInstance and StartupInstance.

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::{
            ordering::{self, Purchase},
            reasons::Reason,
            state::{Account, Change, Instance, InstanceChange, OrderChange, Status},
            workflows,
        },
        refusal::Refusal,
    },
};

pub(super) fn destroy_postpaid_instance(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    if instance.config.deadline.is_some() {
        return Err(Reason::WrongBillingMode.because(format!("`{id}` is prepaid: call `DestroyPrepaidInstance`")));
    }
    instance.ensure_available()?;
    ensure_unprotected(instance)?;
    workflows::start(account, call, id, "003", Status::InProcess, Change::Instance(InstanceChange::Isolate))
}

/// Nothing is refunded: how much the service refunds is not documented.
pub(super) fn destroy_prepaid_instance(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    if instance.config.deadline.is_none() {
        let message = format!("`{id}` is pay-as-you-go: call `DestroyPostpaidInstance`");
        return Err(Reason::WrongBillingMode.because(message));
    }
    instance.ensure_available()?;
    ensure_unprotected(instance)?;
    ordering::buy(account, call, Purchase { instance: id, change: OrderChange::Return, price: None })
}

pub(super) fn clean_up_instance(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_unlocked()?;
    instance.ensure_status(Status::Isolated)?;
    ensure_unprotected(instance)?;
    workflows::start(account, call, id, "006", Status::ToBeDeleted, Change::Instance(InstanceChange::Delete))
}

pub(super) fn startup_instance(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_unlocked()?;
    instance.ensure_status(Status::Isolated)?;
    if instance.config.deadline.is_some_and(|deadline| deadline <= call.now) {
        let message = format!("the prepaid term of `{id}` is over: call `RenewInstance`, which also starts it up");
        return Err(Reason::Unpaid.because(message));
    }
    workflows::start(account, call, id, "005", Status::InProcess, Change::Instance(InstanceChange::Startup))
}

fn ensure_unprotected(instance: &Instance) -> Result<(), Refusal> {
    if !instance.is_protected_from_deletion {
        return Ok(());
    }
    let message = format!("`{}` is protected from deletion: call `ModifyInstance` to end the protection", instance.id);
    Err(Reason::Protected.because(message))
}
