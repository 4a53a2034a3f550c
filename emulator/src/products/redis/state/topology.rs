//! The nodes of an instance, which follow from its configuration and from failures.

use super::instance::{Instance, Node};
use crate::digest::sha256_hex;

/// How many hash slots a cluster has.
const SLOTS: i64 = 16_384;

/// A Redis node: the primary of a shard, or a replica of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RedisNode {
    /// 40 hexadecimal digits.
    pub(crate) id: String,
    /// From 1.
    pub(crate) shard: i64,
    pub(crate) is_primary: bool,
    pub(crate) zone_id: i64,
    /// The first and the last hash slot of the shard.
    pub(crate) slots: (i64, i64),
}

/// The primaries of all shards, or one replica of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NodeGroup {
    /// The id of the node in the configuration.
    pub(crate) id: u64,
    /// Empty for the primaries, otherwise such as `ng-1`.
    pub(crate) name: String,
    pub(crate) is_primary: bool,
    pub(crate) zone_id: i64,
    /// In the order of the shards.
    pub(crate) nodes: Vec<RedisNode>,
}

/// A proxy, through which clients connect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Proxy {
    /// 40 hexadecimal digits.
    pub(crate) id: String,
    pub(crate) zone_id: i64,
}

impl Instance {
    /// Returns the groups of nodes, that of the primaries first.
    pub(crate) fn groups(&self) -> Vec<NodeGroup> {
        let mut placed: Vec<&Node> = self.config.nodes.iter().collect();
        placed.sort_by_key(|node| (node.role, node.id));
        placed.into_iter().enumerate().map(|(at, node)| self.group(at, node)).collect()
    }

    fn group(&self, at: usize, placed: &Node) -> NodeGroup {
        let shards = self.config.shards;
        let is_primary = placed.role == 0;
        let node = |shard| RedisNode {
            id: self.redis_node_id(placed.id, shard),
            shard,
            is_primary,
            zone_id: placed.zone_id,
            slots: (SLOTS * (shard - 1) / shards, SLOTS * shard / shards - 1),
        };
        let nodes = (1..=shards).map(node).collect();
        let name = if is_primary { String::new() } else { format!("ng-{at}") };
        NodeGroup { id: placed.id, name, is_primary, zone_id: placed.zone_id, nodes }
    }

    /// Returns the proxies: in each zone that has nodes, one for each shard, and at least two.
    pub(crate) fn proxies(&self) -> Vec<Proxy> {
        let mut zones: Vec<_> = self.config.nodes.iter().map(|node| node.zone_id).collect();
        zones.sort_unstable();
        zones.dedup();
        let proxy = |zone_id, number| Proxy { id: self.node_id(&format!("proxy-{zone_id}-{number}")), zone_id };
        let count = self.config.shards.max(2);
        zones.into_iter().flat_map(|zone| (0..count).map(move |number| proxy(zone, number))).collect()
    }

    fn redis_node_id(&self, group_id: u64, shard: i64) -> String {
        let replaced = self.replaced_nodes.get(&group_id).and_then(|shards| shards.get(&shard));
        replaced.cloned().unwrap_or_else(|| self.node_id(&format!("{group_id}-{shard}")))
    }

    /// Makes the nodes of a group of replicas the primaries, and the former primaries replicas.
    pub(crate) fn promote(&mut self, group_id: u64) {
        for node in &mut self.config.nodes {
            node.role = i64::from(node.id != group_id);
        }
        self.follow_primary();
    }

    /// Sets the zone of the instance to that of its primary.
    pub(crate) fn follow_primary(&mut self) {
        if let Some(primary) = self.config.nodes.iter().find(|node| node.role == 0) {
            self.config.zone_id = primary.zone_id;
        }
    }

    /// Replaces the primary of a shard, which has failed: a replica takes its place, and a new node that of the replica.
    pub(crate) fn fail_over(&mut self, shard: i64, new_node: u128) {
        let groups = self.groups();
        let [primary, replica, ..] = &groups[..] else { return };
        let promoted = self.redis_node_id(replica.id, shard);
        let added = self.node_id(&new_node.to_string());
        for (group, node) in [(primary, promoted), (replica, added)] {
            self.replaced_nodes.entry(group.id).or_default().insert(shard, node);
        }
    }

    fn node_id(&self, part: &str) -> String {
        sha256_hex(format!("{} {part}", self.id).as_bytes()).chars().take(40).collect()
    }
}
