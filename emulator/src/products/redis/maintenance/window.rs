//! DescribeMaintenanceWindow and ModifyMaintenanceWindow.

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, Window},
        },
        refusal::Refusal,
    },
};

pub(super) fn describe_maintenance_window(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    let (start, end) = instance.maintenance.window.to_text();
    Ok(fields([("StartTime", start.into()), ("EndTime", end.into())]))
}

pub(super) fn modify_maintenance_window(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let region = account.region(call.region);
    let id = params.string("InstanceId");
    let instance = region.instance(id)?;
    if let Some(task) =
        instance.locked_by.and_then(|task| region.tasks.get(&task)).filter(|task| task.waits_from.is_some())
    {
        let message = format!("task {} of `{id}` waits for the maintenance window: set the window beforehand", task.id);
        return Err(Reason::Locked.because(message));
    }
    let window = Window::parse(params.string("StartTime"), params.string("EndTime")).ok_or_else(|| {
        let message = "`StartTime` and `EndTime` must be times such as `03:00`, with 0.5, 1, 1.5, 2 or 3 hours between";
        Refusal::invalid_value(message)
    })?;
    region.instance(id)?.maintenance.window = window;
    Ok(fields([("Status", "success".into())]))
}
