//! Instances: their configuration and their status.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    accounts::Accounts,
    backup_settings::BackupSettings,
    engine::Engine,
    logs::Logs,
    maintenance::Maintenance,
    network::{Network, address_of},
    observed::Observed,
    parameters::{ParameterRecord, Values},
    password::{Password, PasswordPolicy},
    security::BoundGroups,
};
use crate::{
    products::{redis::reasons::Reason, refusal::Refusal},
    time::Time,
};

/// Where the servers of the data plane listen.
const LOCAL_ADDRESS: &str = "127.0.0.1";

/// The documented statuses of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Uninitialized,
    InProcess,
    Running,
    Isolated,
    ToBeDeleted,
}

impl Status {
    /// Returns the number and the title that responses contain.
    pub(crate) fn number_and_title(self) -> (i64, &'static str) {
        match self {
            Status::Uninitialized => (0, "to be initialized"),
            Status::InProcess => (1, "in process"),
            Status::Running => (2, "running"),
            Status::Isolated => (-2, "isolated"),
            Status::ToBeDeleted => (-3, "to be deleted"),
        }
    }
}

/// How far an instance is prepared for nodes in several zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum ZoneSupport {
    SingleZone,
    SeveralZones,
    /// Reads can also be served by a node near the client.
    LocalReads,
}

/// The primaries of all shards, or one replica of each, in a zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Node {
    /// Set by [`Instance::new`].
    pub(crate) id: u64,
    /// 0 for the primary, 1 for a replica.
    pub(crate) role: i64,
    pub(crate) zone_id: i64,
}

/// The configuration of an instance: first what was ordered, then what actions have changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct InstanceConfig {
    /// Empty if the order contained no name; the instance then has its id as its name.
    pub(crate) name: String,
    pub(crate) engine: Engine,
    pub(crate) shard_mb: i64,
    pub(crate) shards: i64,
    pub(crate) replicas: i64,
    pub(crate) replicas_readonly: bool,
    /// If an order does not place them, [`Instance::new`] places them in the zone of the instance.
    pub(crate) nodes: Vec<Node>,
    pub(crate) zone_id: i64,
    pub(crate) vpc: String,
    pub(crate) subnet: String,
    pub(crate) port: i64,
    pub(crate) project: i64,
    /// Keys and values.
    pub(crate) tags: Vec<(String, String)>,
    /// `None` if clients connect without a password.
    pub(crate) password: Option<Password>,
    pub(crate) password_policy: PasswordPolicy,
    /// The type of address for which TLS is on: a value of the spec's enum `SslAddressType`. `None` if TLS is off.
    pub(crate) tls: Option<i64>,
    /// A value of the spec's enum `ConnectionMode`: 0 through the proxy, 1 directly to the nodes.
    pub(crate) connection_mode: i64,
    pub(crate) product_version: String,
    pub(crate) cluster_id: String,
    pub(crate) auto_renew: i64,
    /// The end of the prepaid term. `None` if the instance is pay-as-you-go.
    pub(crate) deadline: Option<Time>,
    pub(crate) parameters: Values,
}

/// An instance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Instance {
    pub(crate) id: String,
    /// Greater than the numbers of all instances created before.
    pub(crate) serial: u64,
    pub(crate) config: InstanceConfig,
    pub(crate) created_at: Time,
    pub(crate) status: Status,
    /// The task that locks the instance.
    pub(crate) locked_by: Option<u64>,
    /// The order that is going to change the instance, and locks it until then.
    pub(crate) order: Option<String>,
    pub(crate) is_protected_from_deletion: bool,
    pub(crate) zone_support: ZoneSupport,
    /// Since when the instance is in the recycle bin, and until when. It no longer exists afterwards.
    pub(crate) recycle_bin: Option<(Time, Time)>,
    /// Since when and until when it was in the recycle bin before.
    pub(crate) former_isolations: Vec<(Time, Time)>,
    pub(crate) maintenance: Maintenance,
    /// The ids of nodes that have taken the place of others: by the id of their group, then by shard.
    pub(crate) replaced_nodes: BTreeMap<u64, BTreeMap<i64, String>>,
    pub(crate) accounts: Accounts,
    pub(crate) network: Network,
    pub(crate) security: BoundGroups,
    pub(crate) logs: Logs,
    pub(crate) backups: BackupSettings,
    /// The changes of parameters, the oldest first.
    pub(crate) parameter_records: Vec<ParameterRecord>,
    /// Whether a server of the data plane listens on its port, on this machine.
    #[serde(default)]
    pub(crate) is_local: bool,
    /// What was seen on that server.
    #[serde(skip)]
    pub(crate) observed: Option<Observed>,
}

impl Instance {
    /// Creates an instance that has been ordered.
    pub(crate) fn new(id: String, serial: u64, config: InstanceConfig, created_at: Time) -> Self {
        let accounts = Accounts::new(created_at, config.replicas_readonly);
        let mut instance = Self {
            id,
            serial,
            config,
            created_at,
            status: Status::Uninitialized,
            locked_by: None,
            order: None,
            is_protected_from_deletion: false,
            zone_support: ZoneSupport::SingleZone,
            recycle_bin: None,
            former_isolations: Vec::new(),
            maintenance: Maintenance::new(),
            replaced_nodes: BTreeMap::new(),
            security: BoundGroups::default(),
            logs: Logs::default(),
            backups: BackupSettings::new(),
            parameter_records: Vec::new(),
            accounts,
            network: Network::new(address_of(serial)),
            is_local: false,
            observed: None,
        };
        let nodes = std::mem::take(&mut instance.config.nodes);
        let default = || (0..=instance.config.replicas).map(|at| (at.min(1), instance.config.zone_id)).collect();
        let placed = nodes.iter().map(|node| (node.role, node.zone_id)).collect();
        let placed: Vec<_> = if nodes.is_empty() { default() } else { placed };
        placed.into_iter().for_each(|(role, zone)| instance.add_node(role, zone));
        if instance.is_multi_zone() {
            instance.zone_support = ZoneSupport::LocalReads;
        }
        instance
    }

    /// Adds a node, whose id no other node has.
    pub(crate) fn add_node(&mut self, role: i64, zone_id: i64) {
        let last = self.config.nodes.iter().map(|node| node.id).max();
        self.config.nodes.push(Node { id: last.unwrap_or(self.serial * 1000) + 1, role, zone_id });
    }

    pub(crate) fn name(&self) -> &str {
        if self.config.name.is_empty() { &self.id } else { &self.config.name }
    }

    /// Returns the private address, or that of this machine.
    pub(crate) fn address(&self) -> &str {
        if self.is_local { LOCAL_ADDRESS } else { &self.network.address }
    }

    /// Returns whether the instance is in a VPC, as opposed to the classic network.
    pub(crate) fn is_in_vpc(&self) -> bool {
        !self.config.vpc.is_empty()
    }

    /// Returns whether clients from outside can reach it, or rely on it to be secure. It then must have a password.
    pub(crate) fn needs_password(&self) -> bool {
        self.config.tls.is_some() || self.network.public_address.is_some()
    }

    /// Returns the version of the proxy, and the version to which it can be upgraded. Clients that connect to the nodes
    /// directly use none.
    pub(crate) fn proxy_versions(&self) -> Option<(String, Option<String>)> {
        (self.config.connection_mode != 1).then(|| self.maintenance.proxy_versions())
    }

    /// Returns whether its nodes are in several zones.
    pub(crate) fn is_multi_zone(&self) -> bool {
        self.config.nodes.iter().any(|node| node.zone_id != self.config.zone_id)
    }

    /// Checks that it has been delivered and is not in the recycle bin. Workflows may work on it.
    pub(crate) fn ensure_in_service(&self) -> Result<(), Refusal> {
        if self.status == Status::InProcess { Ok(()) } else { self.ensure_status(Status::Running) }
    }

    /// Checks that the engine records commands.
    pub(crate) fn ensure_logs_commands(&self) -> Result<(), Refusal> {
        if !self.config.engine.is_memcached() {
            return Ok(());
        }
        Err(Reason::Unsupported.because(format!("`{}` has no logs: its engine is Memcached", self.id)))
    }

    /// Checks that a workflow can start: the instance is running and not locked.
    pub(crate) fn ensure_available(&self) -> Result<(), Refusal> {
        self.ensure_unlocked()?;
        self.ensure_status(Status::Running)
    }

    /// Returns whether a task or an order locks the instance.
    pub(crate) fn is_locked(&self) -> bool {
        self.locked_by.is_some() || self.order.is_some()
    }

    /// Checks that no task works on the instance, and that no order is going to.
    pub(crate) fn ensure_unlocked(&self) -> Result<(), Refusal> {
        if let Some(order) = &self.order {
            let message = format!("`{}` is locked by order {order}: wait until it has been delivered", self.id);
            return Err(Reason::Locked.because(message));
        }
        self.locked_by.map_or(Ok(()), |task| {
            Err(Reason::Locked.because(format!("`{}` is locked by task {task}: wait until it ends", self.id)))
        })
    }

    pub(crate) fn ensure_status(&self, required: Status) -> Result<(), Refusal> {
        if self.status == required {
            return Ok(());
        }
        let ((number, title), (required, _)) = (self.status.number_and_title(), required.number_and_title());
        let message = format!("the status of `{}` is {number} ({title}), and must be {required}", self.id);
        let reason = match self.status {
            Status::Isolated => Reason::Isolated,
            Status::ToBeDeleted => Reason::ToBeDeleted,
            _ => Reason::WrongStatus,
        };
        Err(reason.because(message))
    }
}

/// Returns a numeric id of a network, which the API still returns in addition to the string id. Any stable function
/// will do.
pub(crate) fn network_number(id: &str) -> u32 {
    id.bytes().fold(0, |number, byte| (number * 31 + u32::from(byte)) % 10_000_000)
}
