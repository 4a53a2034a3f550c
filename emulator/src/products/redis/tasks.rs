//! DescribeTaskInfo.

use super::state::Region;
use crate::{
    error::ApiError,
    params::Params,
    products::call::{ActionResult, Call, fields},
};

pub(super) fn describe_task_info(region: &mut Region, call: &Call<'_>, params: Params<'_>) -> ActionResult {
    let id = params.integer("TaskId");
    let task = u64::try_from(id).ok().and_then(|id| region.tasks.get(&id));
    let task = task.ok_or_else(|| {
        ApiError::new("InvalidParameter.InvalidParameter", format!("task {id} not found in `{}`", call.region))
    })?;
    // The outcome is determined from the start, but must not be visible before the task ends.
    let failure = task.failure.as_deref().filter(|_| task.has_ended(call.now));
    Ok(fields([
        ("Status", task.status(call.now).into()),
        ("StartTime", task.started_at.to_text().into()),
        ("TaskType", task.kind.title().into()),
        ("InstanceId", task.instance_id.as_str().into()),
        ("TaskMessage", failure.unwrap_or_default().into()),
    ]))
}
