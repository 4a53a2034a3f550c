//! Replication: node roles, replication groups across regions.

mod areas;
mod groups;
mod join;
mod list;
mod members;
mod nodes;

use super::{
    handler::Handler,
    state::{Account, ReplicationChange},
};
use crate::products::call::Moment;

pub(super) const ACTIONS: &[(&str, Handler)] = &[
    ("AddReplicationInstance", join::add_replication_instance),
    ("ChangeInstanceRole", members::change_instance_role),
    ("ChangeMasterInstance", members::change_master_instance),
    ("ChangeReplicaToMaster", nodes::change_replica_to_master),
    ("CreateReplicationGroup", join::create_replication_group),
    ("DeleteReplicationInstance", members::remove_replication_instance),
    ("DescribeGlobalReplicationArea", areas::describe_global_replication_area),
    ("DescribeReplicationGroup", list::describe_replication_group),
    ("DescribeReplicationGroupInstance", list::describe_replication_group_instance),
    ("KillMasterGroup", nodes::kill_master_group),
    ("ModifyReplicationGroup", groups::modify_replication_group),
    ("RemoveReplicationGroup", groups::remove_replication_group),
    ("RemoveReplicationInstance", members::remove_replication_instance),
];

/// Applies what a task has changed. Its group is unlocked, whether the task has succeeded or not.
pub(super) fn apply(
    account: &mut Account,
    moment: &Moment<'_>,
    instance_id: &str,
    change: ReplicationChange,
    succeeded: bool,
) {
    match change {
        ReplicationChange::Join { group, role } => join::end(account, moment, instance_id, &group, role, succeeded),
        ReplicationChange::Leave { group } => {
            members::end(account, &group, succeeded, |group| group.remove(instance_id, moment.now));
        }
        ReplicationChange::Promote { group } => {
            members::end(account, &group, succeeded, |group| group.promote(instance_id, moment.now));
        }
        ReplicationChange::SetRole { group, role } => {
            members::end(account, &group, succeeded, |group| group.set_role(instance_id, role, moment.now));
        }
        ReplicationChange::PromoteNodes { group } if succeeded => {
            if let Some(instance) = account.region(moment.region).instances.get_mut(instance_id) {
                instance.promote(group);
            }
        }
        ReplicationChange::FailOver { shards } if succeeded => {
            if let Some(instance) = account.region(moment.region).instances.get_mut(instance_id) {
                shards.into_iter().for_each(|shard| instance.fail_over(shard + 1, moment.tools.ids.random()));
            }
        }
        ReplicationChange::PromoteNodes { .. } | ReplicationChange::FailOver { .. } => {}
    }
}
