//! The nodes of an instance, which follow from its configuration.

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
            id: self.node_id(&format!("{}-{shard}", placed.id)),
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

    fn node_id(&self, part: &str) -> String {
        sha256_hex(format!("{} {part}", self.id).as_bytes()).chars().take(40).collect()
    }
}
