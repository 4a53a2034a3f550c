//! What the data plane needs: the servers that instances are to have, and what is to happen to their data.

use super::{
    Redis, backups, parameters,
    state::{DataRequest, Instance, ROOT, Region, Status, UserAccount},
};
use crate::{ids::Ids, products::call::Tools, time::Time};

pub(crate) use super::state::observed::{Observed as Observation, ObservedKey, SlowCommand};

/// Commands that clients cannot use, since they would interfere with how the server is run. Their slow log and their
/// settings can be read.
const RULES: [&str; 7] = ["~*", "&*", "+@all", "-@admin", "+slowlog|get", "+slowlog|len", "+config|get"];

/// The instance of a server.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ServerId {
    account: u64,
    region: String,
    pub(crate) instance: String,
}

/// Whether a server runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Running,
    /// As before: a task is changing the instance.
    Unchanged,
    Stopped,
}

/// A server that an instance is to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) id: ServerId,
    pub(crate) presence: Presence,
    /// `None` if it is to be chosen.
    pub(crate) port: Option<u16>,
    /// The backup whose data it contains at first.
    pub(crate) data_of: Option<String>,
    /// The primary node of each shard. If one is replaced, clients lose their connections, but no data.
    pub(crate) primaries: Vec<String>,
    pub(crate) settings: Settings,
}

/// What can be set while a server runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    /// Names of users, and their ACL rules.
    pub(crate) users: Vec<(String, Vec<String>)>,
    /// Names and values.
    pub(crate) parameters: Vec<(String, String)>,
}

/// A request that concerns the data of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerRequest {
    pub(crate) id: ServerId,
    pub(crate) kind: RequestKind,
}

/// What happens to the data of a server. Backups are named by their ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RequestKind {
    Save(String),
    Clear,
    /// Contains the RDB file, unless the backup has none.
    Restore(Option<Vec<u8>>),
}

impl Redis {
    /// Applies everything that has happened until now.
    pub(crate) fn settle(&mut self, now: Time, tools: Tools<'_>) {
        self.accounts.values_mut().for_each(|account| account.settle(now, tools));
    }

    /// Returns the servers that instances are to have. Memcached is not emulated.
    pub(crate) fn wanted_servers(&self) -> Vec<Wanted> {
        let regions = self
            .accounts
            .iter()
            .flat_map(|(account, content)| content.regions.iter().map(move |(name, region)| (*account, name, region)));
        let instances = regions.flat_map(|(account, name, region)| {
            region.instances.values().map(move |instance| (ServerId::new(account, name, &instance.id), instance))
        });
        let speaks_redis = instances.filter(|(_, instance)| instance.config.engine.family() != "Memcached");
        speaks_redis.map(|(id, instance)| instance.wanted_server(id)).collect()
    }

    /// Sets the port on which the server of an instance listens.
    pub(crate) fn set_port(&mut self, id: &ServerId, port: u16) {
        if let Some(instance) = self.region_of(id).and_then(|region| region.instances.get_mut(&id.instance)) {
            instance.is_local = true;
            instance.config.port = port.into();
        }
    }

    /// Sets what calls show of a server.
    pub(crate) fn show(&mut self, id: &ServerId, observed: Observation) {
        if let Some(instance) = self.region_of(id).and_then(|region| region.instances.get_mut(&id.instance)) {
            instance.observed = Some(observed).filter(|_| instance.is_local);
        }
    }

    /// Removes and returns what is to happen to the data of servers, in order.
    pub(crate) fn take_data_requests(&mut self) -> Vec<ServerRequest> {
        let mut requests = Vec::new();
        for (account, content) in &mut self.accounts {
            for (name, region) in &mut content.regions {
                requests.extend(region.data_requests.drain(..).map(|request| {
                    let (instance, kind) = match request {
                        DataRequest::Save { instance, backup } => (instance, RequestKind::Save(backup)),
                        DataRequest::Clear { instance } => (instance, RequestKind::Clear),
                        DataRequest::Restore { instance, backup } => {
                            (instance, RequestKind::Restore(backups::data(&backup)))
                        }
                    };
                    ServerRequest { id: ServerId::new(*account, name, &instance), kind }
                }));
            }
        }
        requests
    }

    /// Stores the RDB file of a server in a backup of its instance.
    pub(crate) fn store_backup(&mut self, id: &ServerId, backup: &str, content: Vec<u8>, ids: &Ids) {
        if let Some(backup) = self.region_of(id).and_then(|region| region.backups.get_mut(backup)) {
            backups::store(backup, content, ids);
        }
    }

    /// Returns the RDB file in a backup of the instance's region.
    pub(crate) fn backup_data(&mut self, id: &ServerId, backup: &str) -> Option<Vec<u8>> {
        // For a clone of a point in time, the time follows. The data between the backup and that time is not kept.
        let backup = backup.split(' ').next()?;
        backups::data(self.region_of(id)?.backups.get(backup)?)
    }

    fn region_of(&mut self, id: &ServerId) -> Option<&mut Region> {
        self.accounts.get_mut(&id.account)?.regions.get_mut(&id.region)
    }
}

impl ServerId {
    /// Returns the id of the server of an instance, which may not exist.
    pub(crate) fn new(account: u64, region: &str, instance: &str) -> Self {
        Self { account, region: region.to_owned(), instance: instance.to_owned() }
    }
}

impl Instance {
    fn wanted_server(&self, id: ServerId) -> Wanted {
        let presence = match self.status {
            Status::Running => Presence::Running,
            Status::InProcess => Presence::Unchanged,
            _ => Presence::Stopped,
        };
        let port = if self.is_local { self.config.port.try_into().ok() } else { None };
        let data_of = self.backups.data_of.clone();
        let settings = Settings { users: self.users(), parameters: self.server_parameters() };
        let primaries = self.groups().into_iter().filter(|group| group.is_primary).flat_map(|group| group.nodes);
        let primaries = primaries.map(|node| node.id).collect();
        Wanted { id, presence, port, data_of, primaries, settings }
    }

    /// Returns the users of the server: one for each account. `root` is also the user of those who name none.
    fn users(&self) -> Vec<(String, Vec<String>)> {
        let disabled = parameters::values_of(&self.config).find(|(name, _)| *name == "disable-command-list");
        let disabled = disabled.map_or("", |(_, value)| value).split(',').filter(|command| !command.is_empty());
        let mut common: Vec<_> = RULES.into_iter().map(str::to_owned).collect();
        common.extend(disabled.map(|command| format!("-{command}")));
        if self.network.read_only {
            common.push("-@write".to_owned());
        }
        let of = |account: &UserAccount| {
            let is_root = account.name == ROOT;
            let password = if is_root { &self.config.password } else { &account.password };
            let login = password.as_ref().map_or("nopass".to_owned(), |password| format!("#{}", password.digest()));
            let privilege = match account.privilege.as_str() {
                "r" => Some("-@write"),
                "w" => Some("-@read"),
                _ => None,
            };
            let mut rules = vec!["on".to_owned(), login];
            rules.extend(common.clone());
            rules.extend(privilege.map(str::to_owned));
            let names = if is_root { vec!["default", ROOT] } else { vec![account.name.as_str()] };
            names.into_iter().map(str::to_owned).map(|name| (name, rules.clone())).collect::<Vec<_>>()
        };
        self.accounts.iter().flat_map(of).collect()
    }

    /// Returns the parameters of the server, as `CONFIG SET` reads them.
    fn server_parameters(&self) -> Vec<(String, String)> {
        let config = &self.config;
        let own = parameters::values_of(config).filter_map(|(name, value)| match name {
            // Of the proxy, of Sentinel, and of the cluster. The list is part of the rules of users.
            "proxy-slowlog-log-slower-than" | "sentineauth" | "cluster-node-timeout" | "disable-command-list" => None,
            // The service has milliseconds, the server microseconds.
            "slowlog-log-slower-than" => Some((name.to_owned(), format!("{value}000"))),
            _ => Some((name.to_owned(), value.to_owned())),
        });
        let memory = ("maxmemory".to_owned(), format!("{}mb", config.shard_mb * config.shards));
        let clients = ("maxclients".to_owned(), (self.network.client_limit * config.shards).to_string());
        own.chain([memory, clients]).collect()
    }
}
