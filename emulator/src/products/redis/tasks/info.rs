//! DescribeTaskInfo.

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{reasons::Reason, state::Account},
    },
};

pub(super) fn describe_task_info(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.integer("TaskId");
    let task = u64::try_from(id).ok().and_then(|id| account.region(call.region).tasks.get(&id));
    let task = task.ok_or_else(|| Reason::NoSuchTask.because(format!("task {id} not found in `{}`", call.region)))?;
    let (status, message) = task.status.word_and_message();
    // Text here, unlike the number of the kind in DescribeTaskList.
    let kinds = call.api.types.enums.get("TaskType");
    let kind = kinds.and_then(|kinds| kinds.values.get(&task.kind)).map_or(task.kind.as_str(), |kind| &kind.doc);
    Ok(fields([
        ("Status", status.into()),
        ("StartTime", task.started_at.to_text().into()),
        ("TaskType", kind.into()),
        ("InstanceId", task.instance_id.as_str().into()),
        ("TaskMessage", message.into()),
    ]))
}
