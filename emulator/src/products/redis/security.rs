//! Security groups: bind, unbind, list.

mod bind;
mod list;

use super::handler::Handler;

pub(super) use bind::{bind, group_ids};

pub(super) const ACTIONS: &[(&str, Handler)] = &[
    ("AssociateSecurityGroups", bind::associate_security_groups),
    ("DescribeDBSecurityGroups", list::describe_db_security_groups),
    ("DescribeInstanceSecurityGroup", list::describe_instance_security_group),
    ("DescribeProjectSecurityGroup", list::describe_project_security_group),
    ("DescribeProjectSecurityGroups", list::describe_project_security_groups),
    ("DisassociateSecurityGroups", bind::disassociate_security_groups),
    ("ModifyDBInstanceSecurityGroups", bind::modify_db_instance_security_groups),
];
