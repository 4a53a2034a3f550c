//! Guesses the impact of writes without written docs.

use crate::field::Field;
use crate::impact::Impact;

/// Words before the verb of an action.
const MODIFIERS: [&str; 3] = ["Batch", "Bulk", "Force"];

/// Verbs of actions that lose data, or that cannot be undone.
const DESTRUCTIVE: [&str; 30] = [
    "Clean",
    "Clear",
    "Del",
    "Delete",
    "Destroy",
    "Discard",
    "Dismantle",
    "Dismiss",
    "Drop",
    "Erase",
    "Format",
    "Isolate",
    "Isolated",
    "Offline",
    "Overwrite",
    "Rebuild",
    "Reclaim",
    "Recycle",
    "Refund",
    "Reinstall",
    "Remove",
    "Restore",
    "Return",
    "Revert",
    "RollBack",
    "Rollback",
    "ScaleIn",
    "Shrink",
    "Terminate",
    "Uninstall",
];

/// Actions that are named like harmless ones, and lose data: they install a system.
const REINSTALLING: [&str; 3] = ["ReloadDeviceOs", "ResetInstance", "ResetInstances"];

/// Verbs of actions that are usually harmless, but lose data and interrupt what is running if the rest of the name has one
/// of the parts: they overwrite a disk, or give up an address.
const LOSING: [(&str, &[&str]); 2] = [("Apply", &["Backup", "Snapshot"]), ("Release", &["Address", "PublicIp"])];

/// Verbs of actions that interrupt or slow down what is running.
const DISRUPTIVE: [&str; 56] = [
    "Abort",
    "Block",
    "Close",
    "Deactivate",
    "Demote",
    "Deregister",
    "Destroy",
    "Detach",
    "Disable",
    "Disassociate",
    "Disconnect",
    "Dismiss",
    "Dissociate",
    "Drain",
    "Failover",
    "Forbid",
    "Freeze",
    "Isolate",
    "Isolated",
    "Kick",
    "Kill",
    "Lock",
    "Migrate",
    "Offline",
    "Pause",
    "Promote",
    "Purge",
    "Reboot",
    "Rebuild",
    "Recycle",
    "Reinstall",
    "Reset",
    "Resize",
    "Restart",
    "Restore",
    "Return",
    "Revoke",
    "RollBack",
    "Rollback",
    "ScaleDown",
    "ScaleIn",
    "Shrink",
    "Shutdown",
    "Stop",
    "Suspend",
    "Switch",
    "Terminate",
    "Transfer",
    "UnBind",
    "UnRelease",
    "Unassign",
    "Unbind",
    "Uninstall",
    "Unlink",
    "Upgrade",
    "Withdraw",
];

/// Verbs of actions that replace settings.
const CHANGING: [&str; 5] = ["Associate", "Change", "Modify", "Replace", "Set"];

/// Ends of the names of [`CHANGING`] actions that interrupt clients: settings with which something is reached, or with
/// which it runs.
const SETTINGS: [&str; 16] = [
    "ClusterParam",
    "InstanceNetwork",
    "InstanceParam",
    "InstanceParams",
    "InstanceSpec",
    "InstancesSpec",
    "NetworkAddress",
    "NetworkConfig",
    "Password",
    "SecurityGroup",
    "SecurityGroupPolicies",
    "SecurityGroupPolicy",
    "SecurityGroups",
    "VPort",
    "Vip",
    "Vport",
];

/// Verbs of actions that delete or, if the name has `From`, only take something out of a group.
const DELETING: [&str; 3] = ["Del", "Delete", "Remove"];

/// What clients use, at the end of the names of [`DELETING`] actions that interrupt them; also in the plural.
const USED: [&str; 10] =
    ["Account", "Cluster", "Domain", "Function", "Gateway", "Instance", "Listener", "LoadBalancer", "Node", "User"];

/// Verbs of actions that spend money, or change what is charged.
const BILLABLE: [&str; 12] = [
    "Buy",
    "Expand",
    "Order",
    "Pay",
    "Purchase",
    "Recharge",
    "Refund",
    "Renew",
    "Repurchase",
    "Resize",
    "ScaleOut",
    "ScaleUp",
];

/// Parts of the names of actions that change what is charged.
const BILLABLE_PARTS: [&str; 11] = [
    "AutoRenew",
    "ChargeType",
    "InstanceSpec",
    "InstancesSpec",
    "PayMode",
    "PostPaid",
    "Postpaid",
    "Postpay",
    "PrePaid",
    "Prepaid",
    "Prepay",
];

/// Parts of the names of parameters that decide how something is paid for.
const PRICED_PARTS: [&str; 12] = [
    "AutoRenew",
    "AutoVoucher",
    "BillingMode",
    "BillingType",
    "ChargePrepaid",
    "ChargeType",
    "GoodsNum",
    "PayMode",
    "PayType",
    "PrepaidPeriod",
    "RenewFlag",
    "VoucherIds",
];

/// Verbs of actions that pay for a term, if they have the parameter [`TERM`].
const ACQUIRING: [&str; 7] = ["Allocate", "Clone", "Create", "Expand", "Launch", "Run", "Upgrade"];

/// The parameter that contains a term to pay for, unless the action does something else. `Period` is none: without a
/// parameter with one of the [`PRICED_PARTS`], it is the time that something is kept, or an interval.
const TERM: &str = "TimeSpan";

/// Guesses the impact of a write from its name and its parameters.
pub(crate) fn guess(action: &str, parameters: &[Field]) -> Vec<Impact> {
    let verb = MODIFIERS.iter().find_map(|modifier| after(action, modifier)).unwrap_or(action);
    let has = |verbs: &[&str]| verbs.iter().any(|known| after(verb, known).is_some());
    let names = |parts: &[&str], name: &str| parts.iter().any(|part| name.contains(part));
    let is_losing = LOSING.iter().any(|(known, parts)| after(verb, known).is_some_and(|rest| names(parts, rest)));
    let is_setting = has(&CHANGING) && SETTINGS.iter().any(|end| action.ends_with(end));
    let singular = action.strip_suffix('s').unwrap_or(action);
    let is_used = has(&DELETING) && USED.iter().any(|end| singular.ends_with(end));
    let is_billable = has(&BILLABLE)
        || names(&BILLABLE_PARTS, action)
        || parameters.iter().any(|field| names(&PRICED_PARTS, &field.name))
        || (has(&ACQUIRING) && parameters.iter().any(|field| field.name == TERM));
    let is_parting = has(&DELETING) && action.contains("From");
    let is_destructive = (has(&DESTRUCTIVE) && !is_parting) || is_losing || REINSTALLING.contains(&action);
    let found = [
        (Impact::Destructive, is_destructive),
        (Impact::Disruptive, has(&DISRUPTIVE) || is_losing || is_setting || is_used || is_parting),
        (Impact::Billable, is_billable),
    ];
    found.into_iter().filter_map(|(impact, is_found)| is_found.then_some(impact)).collect()
}

/// Returns what follows a word at the beginning of a name, or `None` if the name does not begin with it.
fn after<'n>(name: &'n str, word: &str) -> Option<&'n str> {
    name.strip_prefix(word).filter(|rest| !rest.starts_with(|c: char| c.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_impact_is_guessed_from_names() {
        use Impact::{Billable, Destructive, Disruptive};
        for (action, parameters, expected) in [
            ("DeleteBucket", &[][..], &[Destructive][..]),
            ("BatchDeleteTopics", &[], &[Destructive]),
            ("Deletion", &[], &[]),
            ("CleanUpInstance", &[], &[Destructive]),
            ("TerminateInstances", &[], &[Destructive, Disruptive]),
            ("RebootInstances", &[], &[Disruptive]),
            ("ResetInstance", &[], &[Destructive, Disruptive]),
            ("RunInstances", &["InstanceChargeType", "InstanceCount"], &[Billable]),
            ("CreateInstances", &["TimeSpan"], &[Billable]),
            ("CreateFlowLog", &["Period"], &[]),
            ("CreateAlarmPolicy", &["Name"], &[]),
            ("ModifyAlarm", &["Period"], &[]),
            ("UpgradeInstance", &["AutoVoucher"], &[Disruptive, Billable]),
            ("RenewAddresses", &[], &[Billable]),
            ("ModifyInstancesChargeType", &[], &[Billable]),
            ("DestroyPrepaidInstance", &[], &[Destructive, Disruptive, Billable]),
            ("RenameInstance", &[], &[]),
            ("ApplyDiskBackup", &[], &[Destructive, Disruptive]),
            ("ApplyCertificate", &[], &[]),
            ("ReleaseAddresses", &[], &[Destructive, Disruptive]),
            ("ReleaseService", &[], &[]),
            ("PurgeUrlsCache", &[], &[Disruptive]),
            ("FlushBinlog", &[], &[]),
            ("DeregisterTargets", &[], &[Disruptive]),
            ("ModifyAccountPassword", &[], &[Disruptive]),
            ("ModifyPasswordRules", &[], &[]),
            ("AssociateSecurityGroups", &[], &[Disruptive]),
            ("CreateSecurityGroup", &[], &[]),
            ("ModifyDBInstanceSpec", &[], &[Disruptive, Billable]),
            ("DeleteAccounts", &[], &[Destructive, Disruptive]),
            ("DeleteImages", &[], &[Destructive]),
            ("RemoveUserFromGroup", &[], &[Disruptive]),
            ("ResizeDisks", &[], &[Disruptive, Billable]),
        ] {
            let fields = parameters.iter().map(|name| Field { name: (*name).to_owned(), ..Field::default() });
            assert_eq!(guess(action, &Vec::from_iter(fields)), expected, "{action}");
        }
    }
}
