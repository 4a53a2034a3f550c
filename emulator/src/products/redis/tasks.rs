//! Tasks and orders: track asynchronous operations.

mod event_list;
mod events;
mod info;
mod list;
mod orders;

use super::{
    handler::Handler,
    state::{Account, TaskChange},
};
use crate::products::call::Moment;

pub(super) use self::events::{begin_event, schedule_event};

pub(super) const ACTIONS: &[(&str, Handler)] = &[
    ("DescribeInstanceDealDetail", orders::describe_instance_deal_detail),
    ("DescribeInstanceEvents", event_list::describe_instance_events),
    ("DescribeTaskInfo", info::describe_task_info),
    ("DescribeTaskList", list::describe_task_list),
    ("ModifyInstanceEvent", event_list::modify_instance_event),
];

/// Applies what a task has changed.
pub(super) fn apply(account: &mut Account, moment: &Moment<'_>, change: TaskChange) {
    match change {
        TaskChange::FinishEvent { event } => events::finish(account, moment.region, event, moment.now),
    }
}
