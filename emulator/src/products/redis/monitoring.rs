//! Monitoring: hot and big keys, command statistics, slow logs.

mod big_keys;
mod commands;
mod observed;
mod report;
mod slow_logs;

use super::handler::Handler;

pub(super) const ACTIONS: &[(&str, Handler)] = &[
    ("DescribeInstanceMonitorBigKey", big_keys::describe_instance_monitor_big_key),
    ("DescribeInstanceMonitorBigKeySizeDist", big_keys::describe_instance_monitor_big_key_size_dist),
    ("DescribeInstanceMonitorBigKeyTypeDist", big_keys::describe_instance_monitor_big_key_type_dist),
    ("DescribeInstanceMonitorHotKey", commands::describe_instance_monitor_hot_key),
    ("DescribeInstanceMonitorSIP", commands::describe_instance_monitor_sip),
    ("DescribeInstanceMonitorTookDist", commands::describe_instance_monitor_took_dist),
    ("DescribeInstanceMonitorTopNCmd", commands::describe_instance_monitor_top_n_cmd),
    ("DescribeInstanceMonitorTopNCmdTook", commands::describe_instance_monitor_top_n_cmd_took),
    ("DescribeProxySlowLog", slow_logs::describe_proxy_slow_log),
    ("DescribeSlowLog", slow_logs::describe_slow_log),
    ("DescribeTendisSlowLog", slow_logs::describe_tendis_slow_log),
];
