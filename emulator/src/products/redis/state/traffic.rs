//! Which commands clients send to an instance.

use super::{instance::Instance, workload::Workload};

impl Instance {
    /// Returns what clients do with it: from its creation on, except while it is isolated.
    pub(crate) fn workload(&self) -> Workload {
        let config = &self.config;
        let groups = self.groups().into_iter();
        Workload {
            instance_id: self.id.clone(),
            begin: self.created_at,
            // Memcached has other commands.
            end: if config.engine.is_memcached() { Some(self.created_at) } else { self.recycle_bin.map(|bin| bin.0) },
            pauses: self.former_isolations.clone(),
            nodes: groups.map(|group| group.nodes.into_iter().map(|node| node.id).collect()).collect(),
            reads_from_replicas: config.replicas_readonly && config.replicas > 0,
        }
    }
}
