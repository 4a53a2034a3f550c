//! What the actions read and change: plain data, which can be saved and loaded.

mod accounts;
mod agenda;
mod backup;
mod backup_settings;
mod change;
mod data;
mod engine;
mod event;
mod instance;
mod logs;
mod maintenance;
mod network;
pub(crate) mod observed;
mod order;
mod parameters;
mod password;
mod replication;
mod security;
mod task;
mod topology;
mod traffic;
mod workload;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::reasons::Reason;
use crate::{
    products::{call::Moment, refusal::Refusal},
    state_file::Scan,
    time::Time,
};

pub(super) use self::{
    accounts::{AccountEdit, Login, PRIMARY, REPLICAS, ROOT, UserAccount},
    agenda::{Agenda, Due, Effect},
    backup::{Backup, BackupFile, BackupKind, Encryption},
    backup_settings::{BackupSettings, DownloadRestriction, KmsKey},
    change::{
        AccountChange, BackupChange, Change, InstanceChange, MaintenanceChange, NetworkChange, ParameterChange,
        ReplicationChange, TaskChange,
    },
    data::DataRequest,
    engine::Engine,
    event::{EventStatus, InstanceEvent},
    instance::{Instance, InstanceConfig, Node, Status, ZoneSupport, network_number},
    logs::{AuditLog, AuditLogSettings, AuditLogStatus, Export, ExportStatus, LogCondition, LogDelivery},
    maintenance::Window,
    network::{DEFAULT_CLIENT_LIMIT, FormerAddress, Location},
    order::{MONTH, Order, OrderChange, OrderStatus, Resize},
    parameters::{ParameterRecord, ParameterTemplate, Values},
    password::{Password, PasswordPolicy},
    replication::{GroupOperation, Member, ReplicationGroup, Role},
    security::SecurityGroup,
    task::{Task, TaskStatus},
    topology::NodeGroup,
    workload::{Command, DataType, KEYS, Workload, mix},
};

/// The state of an account.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Account {
    /// By name.
    pub(super) regions: BTreeMap<String, Region>,
    /// What happens when its time has come.
    pub(super) agenda: Agenda,
    /// They span regions.
    pub(super) replication_groups: IndexMap<String, ReplicationGroup>,
}

/// The state of a region. Lists are in the order in which their items were created.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Region {
    pub(super) instances: IndexMap<String, Instance>,
    pub(super) orders: IndexMap<String, Order>,
    pub(super) backups: IndexMap<String, Backup>,
    /// Whether the removal of old backups and tasks is planned.
    pub(super) forgets: bool,
    pub(super) download_restriction: DownloadRestriction,
    pub(super) tasks: BTreeMap<u64, Task>,
    pub(super) events: BTreeMap<u64, InstanceEvent>,
    pub(super) security_groups: IndexMap<String, SecurityGroup>,
    /// The ids of log sets and log topics that were created by name. The name of a topic is preceded by the id of its
    /// set and a slash.
    pub(super) log_names: BTreeMap<String, String>,
    pub(super) templates: IndexMap<String, ParameterTemplate>,
    /// Empty after each call.
    #[serde(skip)]
    pub(super) data_requests: Vec<DataRequest>,
}

impl Account {
    pub(super) fn region(&mut self, name: &str) -> &mut Region {
        self.regions.entry(name.to_owned()).or_default()
    }

    /// Removes an instance and all that belongs to it. It leaves its replication group.
    pub(super) fn remove_instance(&mut self, moment: &Moment<'_>, id: &str) {
        self.region(moment.region).remove_instance(id);
        self.replication_groups.values_mut().for_each(|group| group.remove(id, moment.now));
    }

    /// Visits what the state file keeps.
    pub(super) fn scan(&self, scan: &mut Scan<'_>) -> serde_json::Result<()> {
        let Self { regions, agenda, replication_groups } = self;
        scan.within("regions", |scan| {
            regions.iter().try_for_each(|(name, region)| scan.within(name, |scan| region.scan(scan)))
        })?;
        scan.within("agenda", |scan| agenda.scan(scan))?;
        scan.table("replication_groups", replication_groups)
    }

    /// Plans an effect in the region of a moment.
    pub(super) fn plan(&mut self, moment: &Moment<'_>, at: Time, effect: Effect) {
        self.agenda.add(at, Due { region: moment.region.to_owned(), effect });
    }
}

impl Region {
    /// Visits what the state file keeps.
    fn scan(&self, scan: &mut Scan<'_>) -> serde_json::Result<()> {
        let Self {
            instances,
            orders,
            backups,
            forgets,
            download_restriction,
            tasks,
            events,
            security_groups,
            log_names,
            templates,
            data_requests: _,
        } = self;
        scan.table("instances", instances)?;
        scan.table("orders", orders)?;
        scan.table("backups", backups)?;
        // Calls that only read make regions, too, but nothing in them.
        if *forgets {
            scan.record("forgets", forgets)?;
        }
        if *download_restriction != DownloadRestriction::default() {
            scan.record("download_restriction", download_restriction)?;
        }
        scan.table("tasks", tasks)?;
        scan.table("events", events)?;
        scan.table("security_groups", security_groups)?;
        scan.table("log_names", log_names)?;
        scan.table("templates", templates)
    }

    /// Finds an instance.
    pub(super) fn instance(&mut self, id: &str) -> Result<&mut Instance, Refusal> {
        let instance = self.instances.get_mut(id);
        instance.ok_or_else(|| Reason::NoSuchInstance.because(format!("instance `{id}` not found")))
    }

    /// Adds a new backup, with the data of its instance.
    pub(super) fn add_backup(&mut self, backup: Backup) {
        let (instance, id) = (backup.instance_id.clone(), backup.id.clone());
        self.data_requests.push(DataRequest::Save { instance, backup: id.clone() });
        self.backups.insert(id, backup);
    }

    /// Adds a new instance, with an address that no other has.
    pub(super) fn add_instance(&mut self, mut instance: Instance) {
        instance.network.address = self.free_address(instance.serial);
        self.instances.insert(instance.id.clone(), instance);
    }

    /// Returns the first address from a number on that no instance has.
    pub(super) fn free_address(&self, number: u64) -> String {
        let mut addresses = (number..).map(network::address_of);
        addresses.find(|address| self.users_of_address(address).next().is_none()).unwrap_or_default()
    }

    /// Returns the instances that have an address, keep it, or are about to get it, with the VPC in which they do.
    pub(super) fn users_of_address(&self, address: &str) -> impl Iterator<Item = (&str, &Instance)> {
        self.instances.values().flat_map(move |instance| {
            let next = match self.pending_change(instance) {
                Some(Change::Network(NetworkChange::Move { to, .. })) => Some((to.vpc.as_str(), to.address.as_str())),
                _ => None,
            };
            let former = instance.network.former.iter().map(|former| (former.vpc.as_str(), former.address.as_str()));
            let all = former.chain(next).chain([(instance.config.vpc.as_str(), instance.network.address.as_str())]);
            all.filter(move |(_, used)| *used == address).map(move |(vpc, _)| (vpc, instance))
        })
    }

    /// Returns what the task that locks an instance is going to change.
    pub(super) fn pending_change(&self, instance: &Instance) -> Option<&Change> {
        self.tasks.get(&instance.locked_by?)?.change.as_ref()
    }

    /// Finds a backup of an instance.
    pub(super) fn backup(&mut self, instance_id: &str, id: &str) -> Result<&mut Backup, Refusal> {
        let backup = self.backups.get_mut(id).filter(|backup| backup.instance_id == instance_id);
        backup.ok_or_else(|| Reason::NoSuchBackup.because(format!("`{instance_id}` has no backup `{id}`")))
    }

    /// Removes an instance and all that belongs to it in the region. Orders and tasks stay, and so do backups that are
    /// being restored into other instances, until that ends.
    fn remove_instance(&mut self, id: &str) {
        self.instances.shift_remove(id);
        self.backups.retain(|_, backup| backup.instance_id != id || backup.in_use);
        self.events.retain(|_, event| event.instance_id != id);
    }
}
