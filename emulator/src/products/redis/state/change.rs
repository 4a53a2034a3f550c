//! What a task changes when it has succeeded.

use serde::{Deserialize, Serialize};

use super::{
    accounts::{AccountEdit, UserAccount},
    engine::Engine,
    instance::ZoneSupport,
    network::Location,
    order::Resize,
    parameters::Values,
    replication::Role,
};

/// What a task changes when it has succeeded, by topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Change {
    Instance(InstanceChange),
    Backup(BackupChange),
    Replication(ReplicationChange),
    Maintenance(MaintenanceChange),
    Account(AccountChange),
    Network(NetworkChange),
    Parameters(ParameterChange),
    Task(TaskChange),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum InstanceChange {
    /// Moves the instance to the recycle bin.
    Isolate,
    /// Takes the instance out of the recycle bin.
    Startup,
    /// Deletes all data.
    Clear,
    Resize(Resize),
    /// Moves each node, in the order of the configuration, to a zone.
    MoveNodes {
        zones: Vec<i64>,
    },
    PrepareZones {
        support: ZoneSupport,
    },
    /// Deletes the instance permanently.
    Delete,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum BackupChange {
    /// The backup is complete. If the task fails, it is removed.
    Complete { backup: String },
    /// The data of the instance is that of the backup.
    Restore { backup: String },
    /// Second-level backup is turned on or off. If it is turned on, the backup is complete, too.
    SetMode { instance: String, is_second_level: bool, backup: Option<String> },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ParameterChange {
    /// Parameters of the engine have these values.
    Set(Values),
}

/// What changes in the replication group of an instance, or among its nodes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ReplicationChange {
    /// The instance joins a group. If it is the first one and the task fails, the group is removed.
    Join {
        group: String,
        role: Role,
    },
    /// The instance leaves its group.
    Leave {
        group: String,
    },
    /// The instance is the primary of its group.
    Promote {
        group: String,
    },
    SetRole {
        group: String,
        role: Role,
    },
    /// The nodes of a group of replicas are the primaries.
    PromoteNodes {
        group: u64,
    },
    /// The primaries of these shards have been replaced.
    FailOver {
        shards: Vec<i64>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum MaintenanceChange {
    /// The engine has the newest small version.
    UpgradeEngine,
    /// The proxy has the newest version.
    UpgradeProxy,
    /// The instance has this version and architecture.
    Engine(Engine),
    ProductVersion(String),
    /// The instance has the address of the other one, and vice versa. Whether the task succeeds or not, it also unlocks
    /// the other one.
    ExchangeAddresses {
        other: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TaskChange {
    /// The event is finished.
    FinishEvent { event: u64 },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum AccountChange {
    Add(UserAccount),
    Delete { name: String },
    Edit { name: String, edit: AccountEdit },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum NetworkChange {
    /// The instance has another address, port, VPC or subnet. The former address is kept for some days.
    Move {
        to: Location,
        keep_days: u32,
    },
    OpenPublicAddress,
    ClosePublicAddress,
    /// TLS is on for a type of address, or off.
    Tls {
        address_type: Option<i64>,
    },
    /// Replicas serve reads if the list contains where the reads of `root` are routed; otherwise they do not.
    ReplicaReads {
        root_policy: Option<Vec<String>>,
    },
    Limits {
        added_bandwidth: Option<i64>,
        client_limit: Option<i64>,
    },
    ReadOnly(bool),
}
