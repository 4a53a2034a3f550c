//! The nodes of an instance: groups of them, and which node is the primary of a shard.

use super::instance::{Instance, Node};
use crate::digest::sha256_hex;

impl Instance {
    /// Returns the groups of nodes, first that of the primaries. Each has one node for every shard.
    pub(crate) fn node_groups(&self) -> Vec<&Node> {
        let mut groups: Vec<_> = self.config.nodes.iter().collect();
        groups.sort_by_key(|group| group.role);
        groups
    }

    /// Returns the id of the node of a group that contains a shard, which is counted from 0.
    pub(crate) fn node_id(&self, group: &Node, shard: i64) -> String {
        let replaced = self.replaced_nodes.get(&group.id).and_then(|shards| shards.get(&shard));
        replaced.cloned().unwrap_or_else(|| hex40(&format!("{} {} {shard}", self.id, group.id)))
    }

    /// Returns the ids of the proxies, and the zones that they are in: two, or one for each shard if there are more.
    pub(crate) fn proxies(&self) -> Vec<(String, i64)> {
        let zones = self.config.nodes.iter().map(|node| node.zone_id).cycle();
        let number = 0..self.config.shards.max(2);
        number.zip(zones).map(|(number, zone)| (hex40(&format!("{} proxy {number}", self.id)), zone)).collect()
    }

    /// Makes the nodes of a group of replicas the primaries, and the former primaries replicas.
    pub(crate) fn promote(&mut self, group_id: u64) {
        for node in &mut self.config.nodes {
            node.role = i64::from(node.id != group_id);
        }
    }

    /// Replaces the primary of a shard, which has failed: a replica takes its place, and a new replica that of the former.
    pub(crate) fn fail_over(&mut self, shard: i64, new_node: u128) {
        let [primary, replica, ..] = self.node_groups()[..] else { return };
        let (primary_id, replica_id, promoted) = (primary.id, replica.id, self.node_id(replica, shard));
        let mut put = |group: u64, node: String| self.replaced_nodes.entry(group).or_default().insert(shard, node);
        put(primary_id, promoted);
        put(replica_id, hex40(&new_node.to_string()));
    }
}

fn hex40(text: &str) -> String {
    let mut digest = sha256_hex(text.as_bytes());
    digest.truncate(40);
    digest
}
