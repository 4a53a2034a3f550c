//! SwitchAccessNewInstance and SwitchProxy.

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, Effect, Status},
            workflows,
        },
    },
};

pub(super) fn switch_access_new_instance(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let region = account.region(call.region);
    let locked_by = region.instance(id)?.locked_by;
    let task = locked_by.and_then(|task| region.tasks.get_mut(&task));
    let waits = |now| move |task: &&mut super::super::state::Task| task.waits_from.is_some_and(|from| from <= now);
    let Some(task) = task.filter(waits(call.now)) else {
        return Err(Reason::WrongStatus.because(format!("no task of `{id}` is waiting for the maintenance window")));
    };
    task.waits_from = None;
    let task = task.id;
    account.plan(call, call.now + call.tools.durations.phase(), Effect::EndTask { task });
    Ok(fields([]))
}

/// Without a parameter, all proxies fail. They start again, with the same ids.
pub(super) fn switch_proxy(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    let mut failing = params.strings("ProxyIDList");
    failing.extend(Some(params.string("ProxyID")).filter(|id| !id.is_empty()));
    let proxies = instance.proxies();
    if let Some(unknown) = failing.into_iter().find(|id| proxies.iter().all(|proxy| proxy.id != *id)) {
        return Err(Reason::ParameterInvalid.because(format!("`{id}` has no proxy `{unknown}`")));
    }
    instance.ensure_available()?;
    workflows::start(account, call, id, "048", Status::InProcess, None)
}
