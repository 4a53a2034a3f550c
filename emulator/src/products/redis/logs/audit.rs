//! OpenLog, ModifyLog and CloseLog.

use crate::{
    params::Params,
    products::{
        call::{Call, Moment, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, AuditLog, AuditLogSettings, AuditLogStatus, Effect, Instance, Status},
        },
        refusal::Refusal,
    },
};

pub(super) fn open_log(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    instance.ensure_status(Status::Running)?;
    instance.ensure_logs_commands()?;
    if instance.logs.audit.is_some() {
        let message = format!("the audit log of `{}` is on, or is being stopped", instance.id);
        return Err(Reason::WrongLogStatus.because(message));
    }
    instance.logs.audit = Some(AuditLog::new(call.now, settings(params)));
    let id = instance.id.clone();
    plan_end(account, call, id);
    Ok(fields([]))
}

/// The change applies immediately: no status is documented for it.
pub(super) fn modify_log(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    instance.ensure_in_service()?;
    normal_log(instance)?.change(call.now, settings(params));
    Ok(fields([]))
}

pub(super) fn close_log(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    if params.string("LogType") != "auditLog" {
        return Err(Refusal::invalid_value("`LogType` must be `auditLog`"));
    }
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    instance.ensure_in_service()?;
    normal_log(instance)?.status = AuditLogStatus::Closing;
    let id = instance.id.clone();
    plan_end(account, call, id);
    Ok(fields([]))
}

fn settings(params: Params<'_>) -> AuditLogSettings {
    AuditLogSettings {
        commands: params.string("LogSubType").to_owned(),
        days: params.integer("LogExpireDay"),
        frequent_days: params.integer("HighLogExpireDay"),
        degrade_strategy: params.integer("DegradeStrategy"),
    }
}

/// Returns the audit log of an instance, if it is neither off nor being started or stopped.
pub(super) fn normal_log(instance: &mut Instance) -> Result<&mut AuditLog, Refusal> {
    let log = instance.logs.audit.as_mut().filter(|log| log.status == AuditLogStatus::Normal);
    log.ok_or_else(|| {
        let message = format!("the audit log of `{}` is off, or is being started or stopped", instance.id);
        Reason::WrongLogStatus.because(message)
    })
}

/// Plans the end of what the call has begun.
fn plan_end(account: &mut Account, call: &Call<'_>, instance: String) {
    let durations = call.tools.durations;
    let at = call.now + durations.phase() + durations.running(&call.action.action);
    account.plan(call, at, Effect::EndLogChange { instance, failed: call.failure.is_some() });
}

/// Ends the start or the stop of an audit log. Its entries are deleted when it has been stopped.
pub(crate) fn end_change(account: &mut Account, moment: &Moment<'_>, instance_id: &str, failed: bool) {
    let Some(instance) = account.region(moment.region).instances.get_mut(instance_id) else { return };
    let Some(log) = &mut instance.logs.audit else { return };
    match (log.status, failed) {
        (AuditLogStatus::Creating, false) => log.start(moment.now),
        (AuditLogStatus::Closing, true) => log.status = AuditLogStatus::Normal,
        (AuditLogStatus::Creating, true) | (AuditLogStatus::Closing, false) => instance.logs.audit = None,
        (AuditLogStatus::Normal, _) => {}
    }
}
