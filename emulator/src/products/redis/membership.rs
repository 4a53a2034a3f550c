//! Which instances are in which replication groups.

use super::{
    reasons::Reason,
    state::{Account, Instance, Member, ReplicationGroup},
};
use crate::products::refusal::Refusal;

impl Account {
    /// Finds a replication group.
    pub(super) fn replication_group(&self, id: &str) -> Result<&ReplicationGroup, Refusal> {
        let group = self.replication_groups.get(id);
        group.ok_or_else(|| Reason::NoSuchGroup.because(format!("replication group `{id}` not found")))
    }

    /// Returns the replication group of an instance.
    pub(super) fn replication_group_of(&self, instance_id: &str) -> Option<&ReplicationGroup> {
        self.replication_groups.values().find(|group| group.members.contains_key(instance_id))
    }

    /// Checks that no task works on the replication group of an instance, if it is in one.
    pub(super) fn ensure_group_unlocked(&self, instance_id: &str) -> Result<(), Refusal> {
        self.replication_group_of(instance_id).map_or(Ok(()), ReplicationGroup::ensure_unlocked)
    }

    /// Returns the instances of a replication group, in all regions.
    pub(super) fn members<'a>(
        &'a self,
        group: &'a ReplicationGroup,
    ) -> impl Iterator<Item = (&'a Instance, &'a Member)> {
        let find =
            |(id, member): (&String, &'a Member)| Some((self.regions.get(&member.region)?.instances.get(id)?, member));
        group.members.iter().filter_map(find)
    }
}
