//! Replication groups. They span regions.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::{
    products::{redis::reasons::Reason, refusal::Refusal},
    time::Time,
};

/// A replication group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReplicationGroup {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) remark: String,
    /// The region in which it was created.
    pub(crate) region: String,
    /// By the ids of the instances, in the order in which they joined.
    pub(crate) members: IndexMap<String, Member>,
    /// The instance that the others follow. `None` if there are no members.
    pub(crate) primary: Option<String>,
    /// Whether the task that creates it has not ended yet.
    pub(crate) is_new: bool,
    /// What a task is doing with the group, which is locked meanwhile.
    pub(crate) operation: Option<GroupOperation>,
}

/// An instance in a replication group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) region: String,
    pub(crate) role: Role,
    pub(crate) joined_at: Time,
    pub(crate) updated_at: Time,
}

/// Whether clients can write to an instance of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Role {
    ReadWrite,
    ReadOnly,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum GroupOperation {
    Adding,
    Removing,
    ChangingPrimary,
    ChangingRole,
}

impl Role {
    /// Returns the role of a value of the spec's enum `ReplicationRole`.
    pub(crate) fn of(value: &str) -> Self {
        if value == "rw" { Role::ReadWrite } else { Role::ReadOnly }
    }

    pub(crate) fn value(self) -> &'static str {
        match self {
            Role::ReadWrite => "rw",
            Role::ReadOnly => "r",
        }
    }
}

impl ReplicationGroup {
    /// Returns the documented number of what is in progress. None is documented for an idle group, except in an example.
    pub(crate) fn status(&self) -> i64 {
        match self.operation {
            Some(GroupOperation::Adding) => 37,
            Some(GroupOperation::Removing) => 51,
            Some(GroupOperation::ChangingPrimary) => 52,
            Some(GroupOperation::ChangingRole) => 53,
            None => 0,
        }
    }

    /// Checks that no task works on the group.
    pub(crate) fn ensure_unlocked(&self) -> Result<(), Refusal> {
        match self.operation {
            Some(_) => Err(Reason::GroupLocked.because(format!("a task works on `{}`: wait until it ends", self.id))),
            None => Ok(()),
        }
    }

    /// Finds an instance of the group.
    pub(crate) fn member(&self, instance_id: &str) -> Result<&Member, Refusal> {
        let member = self.members.get(instance_id);
        member.ok_or_else(|| Reason::NotInGroup.because(format!("`{instance_id}` is not in `{}`", self.id)))
    }

    /// Adds an instance. The first one is the primary.
    pub(crate) fn add(&mut self, instance_id: &str, region: &str, role: Role, now: Time) {
        let member = Member { region: region.to_owned(), role, joined_at: now, updated_at: now };
        self.members.insert(instance_id.to_owned(), member);
        self.primary.get_or_insert_with(|| instance_id.to_owned());
    }

    /// Removes an instance. If it was the primary, another one takes over, preferably one that accepts writes.
    pub(crate) fn remove(&mut self, instance_id: &str, now: Time) {
        self.members.shift_remove(instance_id);
        if self.primary.as_deref() == Some(instance_id) {
            let writable = self.members.iter().find(|(_, member)| member.role == Role::ReadWrite);
            let next = writable.or_else(|| self.members.first()).map(|(id, _)| id.clone());
            self.primary = next.clone();
            self.set_role(&next.unwrap_or_default(), Role::ReadWrite, now);
        }
    }

    /// Makes an instance the primary, and the former primary read-only.
    pub(crate) fn promote(&mut self, instance_id: &str, now: Time) {
        if let Some(former) = self.primary.replace(instance_id.to_owned()) {
            self.set_role(&former, Role::ReadOnly, now);
        }
        self.set_role(instance_id, Role::ReadWrite, now);
    }

    pub(crate) fn set_role(&mut self, instance_id: &str, role: Role, now: Time) {
        let Some(member) = self.members.get_mut(instance_id).filter(|member| member.role != role) else { return };
        member.role = role;
        member.updated_at = now;
    }
}
