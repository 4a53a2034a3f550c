//! Tasks and orders: track asynchronous operations.

mod info;
mod orders;

use super::handler::Handler;

pub(super) const ACTIONS: &[(&str, Handler)] = &[
    ("DescribeInstanceDealDetail", orders::describe_instance_deal_detail),
    ("DescribeTaskInfo", info::describe_task_info),
];
