//! Instances: buy, resize, isolate, destroy, describe.

mod charge;
mod clear;
mod clusters;
mod common_list;
mod create;
mod describe;
mod features;
mod filters;
mod lifecycle;
mod list;
mod modify;
mod nodes;
mod placement;
mod product_info;
mod resize;
mod terms;

use super::{
    handler::Handler,
    state::{Account, DataRequest, InstanceChange, Region},
};
use crate::products::call::Moment;

pub(super) use clusters::check_order;
pub(super) use create::{add, clone_config, price};
pub(super) use resize::requested_size;
pub(super) use terms::{change_term, destroy, end_term, isolate, renew};

pub(super) const ACTIONS: &[(&str, Handler)] = &[
    ("CleanUpInstance", lifecycle::clean_up_instance),
    ("ClearInstance", clear::clear_instance),
    ("CreateInstances", create::create_instances),
    ("DescribeCommonDBInstances", common_list::describe_common_db_instances),
    ("DescribeInstanceDTSInfo", features::describe_instance_dts_info),
    ("DescribeInstanceNodeInfo", nodes::describe_instance_node_info),
    ("DescribeInstanceShards", nodes::describe_instance_shards),
    ("DescribeInstanceSupportFeature", features::describe_instance_support_feature),
    ("DescribeInstanceZoneInfo", nodes::describe_instance_zone_info),
    ("DescribeInstances", list::describe_instances),
    ("DescribeProductInfo", product_info::describe_product_info),
    ("DescribeRedisClusterOverview", clusters::describe_redis_cluster_overview),
    ("DescribeRedisClusters", clusters::describe_redis_clusters),
    ("DestroyPostpaidInstance", lifecycle::destroy_postpaid_instance),
    ("DestroyPrepaidInstance", lifecycle::destroy_prepaid_instance),
    ("ModifyInstance", modify::modify_instance),
    ("ModifyInstanceAvailabilityZones", placement::modify_instance_availability_zones),
    ("ModifyInstanceChargeType", charge::modify_instance_charge_type),
    ("RenewInstance", charge::renew_instance),
    ("StartupInstance", lifecycle::startup_instance),
    ("UpgradeInstance", resize::upgrade_instance),
    ("UpgradeVersionToMultiAvailabilityZones", placement::upgrade_version_to_multi_availability_zones),
];

/// Applies what a task has changed.
pub(super) fn apply(account: &mut Account, moment: &Moment<'_>, instance_id: &str, change: InstanceChange) {
    match change {
        InstanceChange::Isolate => terms::isolate(account, moment, instance_id),
        InstanceChange::Startup => terms::leave_recycle_bin(account, moment, instance_id),
        InstanceChange::Delete => account.remove_instance(moment, instance_id),
        change => {
            let Region { instances, data_requests, .. } = account.region(moment.region);
            let Some(instance) = instances.get_mut(instance_id) else { return };
            match change {
                InstanceChange::Resize(size) => resize::apply(instance, &size),
                InstanceChange::MoveNodes { zones } => placement::move_nodes(instance, &zones),
                InstanceChange::PrepareZones { support } => {
                    instance.zone_support = instance.zone_support.max(support);
                }
                InstanceChange::Clear => {
                    instance.backups.data_of = None;
                    data_requests.push(DataRequest::Clear { instance: instance_id.to_owned() });
                }
                _ => {}
            }
        }
    }
}
