//! Makes the servers what the instances are to have.

use std::collections::{BTreeMap, BTreeSet};

use super::{observe::observe, ports, server::Server};
use crate::{
    ids::Ids,
    products::{
        Redis,
        servers::{Observation, Presence, RequestKind, ServerId, ServerRequest, Wanted},
    },
    time::Time,
};

/// How often the start of a server is tried: on its port, on another one, and without its data.
const ATTEMPTS: usize = 3;

/// The id of an instance, and why something could not be done to its server.
pub(super) type Problem = (String, String);

/// The servers of all instances.
pub(super) struct Servers {
    /// With which the emulator logs in.
    password: String,
    running: BTreeMap<ServerId, Server>,
    /// The RDB files of servers that have been stopped, and may start again.
    stopped: BTreeMap<ServerId, Vec<u8>>,
}

impl Servers {
    pub(super) fn new(password: String) -> Self {
        Self { password, running: BTreeMap::new(), stopped: BTreeMap::new() }
    }

    pub(super) fn stop(&mut self) {
        self.running.clear();
        self.stopped.clear();
    }

    /// Returns what is seen on a server: nothing if it does not run.
    pub(super) fn observe(&self, id: &ServerId, now: Time) -> Observation {
        let server = self.running.get(id);
        server.and_then(|server| observe(server, now).ok()).unwrap_or_default()
    }

    /// Starts, configures and stops servers, and does what is to happen to their data.
    pub(super) fn reconcile(&mut self, redis: &mut Redis, ids: &Ids) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut wanted = redis.wanted_servers();
        self.remove_others(&wanted);
        self.remove_dead(&mut problems);
        choose_ports(&mut wanted, redis);
        for wanted in &wanted {
            if self.running.get(&wanted.id).is_some_and(|server| has_to_stop(server, wanted)) {
                note(&mut problems, &wanted.id, self.suspend(&wanted.id));
            }
        }
        self.start_missing(&mut wanted, redis, &mut problems);
        for request in redis.take_data_requests() {
            let id = request.id.clone();
            let outcome = self.fulfil(request, redis, ids);
            note(&mut problems, &id, outcome);
        }
        // Those that a request has stopped.
        self.start_missing(&mut wanted, redis, &mut problems);
        for Wanted { id, settings, primaries, presence, .. } in &wanted {
            let Some(server) = self.running.get_mut(id) else { continue };
            if *presence == Presence::Running && server.primaries != *primaries {
                server.primaries.clone_from(primaries);
            }
            if server.settings != *settings {
                note(&mut problems, id, server.apply(settings));
            }
        }
        problems
    }

    /// Removes the servers of instances that no longer exist.
    fn remove_others(&mut self, wanted: &[Wanted]) {
        let ids: BTreeSet<_> = wanted.iter().map(|wanted| &wanted.id).collect();
        self.running.retain(|id, _| ids.contains(id));
        self.stopped.retain(|id, _| ids.contains(id));
    }

    /// Removes servers that have ended by themselves, or by a signal.
    fn remove_dead(&mut self, problems: &mut Vec<Problem>) {
        self.running.retain(|id, server| {
            let is_running = server.is_running();
            if !is_running {
                problems.push((
                    id.instance.clone(),
                    format!("it has ended, and its data is lost: {}", server.last_words()),
                ));
            }
            is_running
        });
    }

    /// Stops a server and keeps its data.
    fn suspend(&mut self, id: &ServerId) -> Result<(), String> {
        let Some(server) = self.running.remove(id) else { return Ok(()) };
        self.stopped.insert(id.clone(), server.data()?);
        Ok(())
    }

    fn start_missing(&mut self, wanted: &mut [Wanted], redis: &mut Redis, problems: &mut Vec<Problem>) {
        let mut missing: Vec<_> = wanted
            .iter_mut()
            .filter(|wanted| wanted.presence == Presence::Running && !self.running.contains_key(&wanted.id))
            .map(|wanted| {
                let first = || redis.backup_data(&wanted.id, wanted.data_of.as_deref()?);
                let data = self.stopped.remove(&wanted.id).or_else(first);
                (wanted, data)
            })
            .collect();
        for attempt in 1..=ATTEMPTS {
            // All start at once.
            let started: Vec<_> = missing
                .into_iter()
                .map(|(wanted, data)| (self.start_one(wanted, data.as_deref()), wanted, data))
                .collect();
            missing = Vec::new();
            for (server, wanted, data) in started {
                let ready = server.and_then(|mut server| server.await_ready(&wanted.settings).map(|()| server));
                match ready {
                    Ok(server) => drop(self.running.insert(wanted.id.clone(), server)),
                    Err(problem) => {
                        problems.push((wanted.id.instance.clone(), problem));
                        let port = ports::find(&self.ports());
                        redis.set_port(&wanted.id, port);
                        wanted.port = Some(port);
                        missing.push((wanted, data.filter(|_| attempt + 1 < ATTEMPTS)));
                    }
                }
            }
        }
    }

    fn start_one(&self, wanted: &Wanted, data: Option<&[u8]>) -> Result<Server, String> {
        let port = wanted.port.unwrap_or_default();
        if !ports::is_free(port) {
            return Err(format!("port {port} is in use, so that the instance gets another one"));
        }
        Server::start(port, &self.password, data)
    }

    fn ports(&self) -> BTreeSet<u16> {
        self.running.values().map(|server| server.port).collect()
    }

    fn fulfil(&mut self, request: ServerRequest, redis: &mut Redis, ids: &Ids) -> Result<(), String> {
        let id = &request.id;
        match request.kind {
            RequestKind::Save(backup) => {
                let Some(server) = self.running.get(id) else { return Err("it is not running".to_owned()) };
                redis.store_backup(id, &backup, server.data()?, ids);
            }
            RequestKind::Clear => {
                self.stopped.remove(id);
                if let Some(server) = self.running.get(id) {
                    server.clear()?;
                }
            }
            RequestKind::Restore(data) => {
                let data = data.ok_or_else(|| "the backup has no data".to_owned())?;
                self.running.remove(id);
                self.stopped.insert(id.clone(), data);
            }
        }
        Ok(())
    }
}

/// Returns whether a server cannot go on as it is. It may start again.
fn has_to_stop(server: &Server, wanted: &Wanted) -> bool {
    // Shards may have been added.
    let mut primaries = server.primaries.iter().zip(&wanted.primaries);
    let is_replaced = wanted.presence == Presence::Running && primaries.any(|(before, after)| before != after);
    wanted.presence == Presence::Stopped || Some(server.port) != wanted.port || is_replaced
}

/// Chooses ports for instances that have none.
fn choose_ports(wanted: &mut [Wanted], redis: &mut Redis) {
    let mut taken: BTreeSet<_> = wanted.iter().filter_map(|wanted| wanted.port).collect();
    for wanted in wanted.iter_mut().filter(|wanted| wanted.port.is_none()) {
        let port = ports::find(&taken);
        taken.insert(port);
        redis.set_port(&wanted.id, port);
        wanted.port = Some(port);
    }
}

fn note(problems: &mut Vec<Problem>, id: &ServerId, outcome: Result<(), String>) {
    problems.extend(outcome.err().map(|problem| (id.instance.clone(), problem)));
}
