//! What a write does that people should decide on first.

use serde::{Deserialize, Serialize};

use crate::field::Field;

/// What a write does that people should decide on first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// It can lose data, or cannot be undone.
    Destructive,
    /// It can interrupt or slow down what is running, such as client connections, or block writes.
    Disruptive,
    /// It can spend money, or change what is charged.
    Billable,
}

impl Impact {
    /// All kinds of impact.
    pub const ALL: [Impact; 3] = [Impact::Destructive, Impact::Disruptive, Impact::Billable];

    /// Returns the name of the kind in the spec.
    pub fn name(self) -> &'static str {
        match self {
            Impact::Destructive => "destructive",
            Impact::Disruptive => "disruptive",
            Impact::Billable => "billable",
        }
    }
}

/// Words before the verb of an action.
const MODIFIERS: [&str; 3] = ["Batch", "Bulk", "Force"];

/// Verbs of actions that lose data, or that cannot be undone.
const DESTRUCTIVE: [&str; 36] = [
    "Clean",
    "Clear",
    "Deactivate",
    "Del",
    "Delete",
    "Deregister",
    "Destroy",
    "Discard",
    "Dismantle",
    "Dismiss",
    "Drop",
    "Erase",
    "Flush",
    "Format",
    "Isolate",
    "Isolated",
    "Offline",
    "Overwrite",
    "Purge",
    "Rebuild",
    "Reclaim",
    "Recycle",
    "Refund",
    "Reinstall",
    "Release",
    "Remove",
    "Restore",
    "Return",
    "Revert",
    "Revoke",
    "Rollback",
    "Shrink",
    "Terminate",
    "Uninstall",
    "Withdraw",
    "Withdraws",
];

/// Actions that are named like harmless ones, and lose data: they install a system, or overwrite a disk.
const DESTRUCTIVE_ACTIONS: [&str; 3] = ["ApplySnapshot", "ResetInstance", "ResetInstances"];

/// Verbs of actions that interrupt or slow down what is running.
const DISRUPTIVE: [&str; 38] = [
    "Block",
    "Close",
    "Demote",
    "Destroy",
    "Detach",
    "Disable",
    "Disassociate",
    "Disconnect",
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
    "Reboot",
    "Rebuild",
    "Reinstall",
    "Reset",
    "Resize",
    "Restart",
    "Restore",
    "Shutdown",
    "Stop",
    "Suspend",
    "Switch",
    "Terminate",
    "Transfer",
    "Unbind",
    "Uninstall",
    "Upgrade",
];

/// Verbs of actions that spend money, or change what is charged.
const BILLABLE: [&str; 8] = ["Buy", "Order", "Pay", "Purchase", "Recharge", "Refund", "Renew", "Repurchase"];

/// Parts of the names of actions that change what is charged.
const BILLABLE_PARTS: [&str; 7] = ["AutoRenew", "ChargeType", "PayMode", "PostPaid", "Postpaid", "PrePaid", "Prepaid"];

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

/// Verbs of actions that pay for a term, if they have a parameter [`TERMS`].
const ACQUIRING: [&str; 7] = ["Allocate", "Clone", "Create", "Expand", "Launch", "Run", "Upgrade"];

/// Parameters that contain a term to pay for, unless the action does something else.
const TERMS: [&str; 2] = ["Period", "TimeSpan"];

/// Guesses the impact of a write from its name and its parameters.
pub(crate) fn guess(action: &str, parameters: &[Field]) -> Vec<Impact> {
    let verb = MODIFIERS.iter().find_map(|modifier| after(action, modifier)).unwrap_or(action);
    let has = |verbs: &[&str]| verbs.iter().any(|known| after(verb, known).is_some());
    let names = |parts: &[&str], name: &str| parts.iter().any(|part| name.contains(part));
    let is_priced = |field: &Field| names(&PRICED_PARTS, &field.name);
    let is_term = |field: &Field| TERMS.contains(&field.name.as_str());
    let is_billable = has(&BILLABLE)
        || names(&BILLABLE_PARTS, action)
        || parameters.iter().any(is_priced)
        || (has(&ACQUIRING) && parameters.iter().any(is_term));
    let found = [
        (Impact::Destructive, has(&DESTRUCTIVE) || DESTRUCTIVE_ACTIONS.contains(&action)),
        (Impact::Disruptive, has(&DISRUPTIVE)),
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
            ("CreateInstances", &["Period"], &[Billable]),
            ("CreateAlarmPolicy", &["Name"], &[]),
            ("ModifyAlarm", &["Period"], &[]),
            ("UpgradeInstance", &["AutoVoucher"], &[Disruptive, Billable]),
            ("RenewAddresses", &[], &[Billable]),
            ("ModifyInstancesChargeType", &[], &[Billable]),
            ("DestroyPrepaidInstance", &[], &[Destructive, Disruptive, Billable]),
            ("RenameInstance", &[], &[]),
        ] {
            let fields = parameters.iter().map(|name| Field { name: (*name).to_owned(), ..Field::default() });
            assert_eq!(guess(action, &Vec::from_iter(fields)), expected, "{action}");
        }
    }
}
