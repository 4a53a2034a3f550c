//! The accounts that clients use to log in to an instance.

use serde::{Deserialize, Serialize};

use super::password::Password;
use crate::time::Time;

/// The name of the account that every instance has.
pub(crate) const ROOT: &str = "root";

/// A value of the spec's enum `ReadonlyPolicy`: the primary serves the reads.
pub(crate) const PRIMARY: &str = "master";

/// A value of the spec's enum `ReadonlyPolicy`: the replicas serve the reads.
pub(crate) const REPLICAS: &str = "replication";

/// An account that clients use to log in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UserAccount {
    pub(crate) name: String,
    pub(crate) remark: String,
    /// A value of the spec's enum `AccountPrivilege`.
    pub(crate) privilege: String,
    /// Values of the spec's enum `ReadonlyPolicy`.
    pub(crate) readonly_policy: Vec<String>,
    /// `None` for `root`: its password is that of the instance's configuration.
    pub(crate) password: Option<Password>,
    pub(crate) created_at: Time,
    pub(crate) password_set_at: Time,
}

/// The accounts of an instance: `root`, then the others in the order in which they were added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Accounts(Vec<UserAccount>);

/// How clients log in with an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Login {
    Password(Password),
    /// Without a password; only `root` can do this.
    Free,
}

/// What changes in an account; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccountEdit {
    pub(crate) remark: Option<String>,
    pub(crate) privilege: Option<String>,
    pub(crate) readonly_policy: Option<Vec<String>>,
    pub(crate) login: Option<Login>,
}

impl UserAccount {
    /// Returns whether reads are routed to replicas.
    pub(crate) fn reads_replicas(&self) -> bool {
        self.readonly_policy.iter().any(|nodes| nodes == REPLICAS)
    }
}

impl Accounts {
    /// Returns the accounts of a new instance.
    pub(crate) fn new(created_at: Time, replicas_readonly: bool) -> Self {
        Self(vec![UserAccount {
            name: ROOT.to_owned(),
            remark: "default".to_owned(),
            privilege: "rw".to_owned(),
            readonly_policy: vec![if replicas_readonly { REPLICAS } else { PRIMARY }.to_owned()],
            password: None,
            created_at,
            password_set_at: created_at,
        }])
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &UserAccount> {
        self.0.iter()
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut UserAccount> {
        self.0.iter_mut().find(|account| account.name == name)
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.iter().any(|account| account.name == name)
    }

    pub(crate) fn add(&mut self, account: UserAccount) {
        self.0.push(account);
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|account| account.name != name);
    }
}
