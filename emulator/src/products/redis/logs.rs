//! Logs: audit logs and their export, slow log delivery.

mod archive;
mod audit;
mod conditions;
mod delivery;
mod entries;
mod exports;
mod list;

use super::handler::Handler;

pub(super) use {
    audit::end_change,
    exports::{end_export, file},
};

pub(super) const ACTIONS: &[(&str, Handler)] = &[
    ("CloseLog", audit::close_log),
    ("CreateExportTask", exports::create_export_task),
    ("DeleteExportTask", exports::delete_export_task),
    ("DescribeExportTasks", exports::describe_export_tasks),
    ("DescribeInstanceLogDelivery", delivery::describe_instance_log_delivery),
    ("DescribeLogInstanceList", list::describe_log_instance_list),
    ("DescribeLogs", entries::describe_logs),
    ("ModifyInstanceLogDelivery", delivery::modify_instance_log_delivery),
    ("ModifyLog", audit::modify_log),
    ("OpenLog", audit::open_log),
];
