//! Accounts: add, change, delete, set passwords and password rules.

mod instance_password;
mod list;
mod manage;
mod passwords;
mod policy;

use super::{
    handler::Handler,
    state::{Account, AccountChange, AccountEdit, Instance, Login, ROOT, UserAccount},
};
use crate::{products::call::Moment, time::Time};

pub(super) use passwords::password;
pub(super) use policy::password_policy;

pub(super) const ACTIONS: &[(&str, Handler)] = &[
    ("CreateInstanceAccount", manage::create_instance_account),
    ("DeleteInstanceAccount", manage::delete_instance_account),
    ("DescribeInstanceAccount", list::describe_instance_account),
    ("DescribeInstancePasswordPolicy", policy::describe_instance_password_policy),
    ("ModfiyInstancePassword", instance_password::modfiy_instance_password),
    ("ModifyInstanceAccount", manage::modify_instance_account),
    ("ModifyInstancePassword", instance_password::modify_instance_password),
    ("ModifyInstancePasswordPolicy", policy::modify_instance_password_policy),
    ("ResetPassword", instance_password::reset_password),
];

/// Applies what a task has changed.
pub(super) fn apply(account: &mut Account, moment: &Moment<'_>, instance_id: &str, change: AccountChange) {
    let Some(instance) = account.region(moment.region).instances.get_mut(instance_id) else { return };
    match change {
        AccountChange::Add(added) => {
            instance.accounts.add(UserAccount { created_at: moment.now, password_set_at: moment.now, ..added });
        }
        AccountChange::Delete { name } => instance.accounts.remove(&name),
        AccountChange::Edit { name, edit } => apply_edit(instance, &name, edit, moment.now),
    }
}

fn apply_edit(instance: &mut Instance, name: &str, edit: AccountEdit, now: Time) {
    let Some(account) = instance.accounts.get_mut(name) else { return };
    if let Some(remark) = edit.remark {
        account.remark = remark;
    }
    if let Some(privilege) = edit.privilege {
        account.privilege = privilege;
    }
    if let Some(readonly_policy) = edit.readonly_policy {
        account.readonly_policy = readonly_policy;
    }
    let Some(login) = edit.login else { return };
    let password = match login {
        Login::Password(password) => Some(password),
        Login::Free => None,
    };
    account.password_set_at = now;
    if name == ROOT {
        instance.config.password = password;
    } else {
        account.password = password;
    }
}
