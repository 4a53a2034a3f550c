//! Real Redis servers behind instances.
//!
//! Behavior knows no processes. After each change, the servers that run are compared with those that the instances are
//! to have, and are started, configured or stopped.

mod observe;
mod ports;
mod process;
mod reconcile;
mod server;

use std::{
    io,
    process::{Command, Stdio},
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use self::reconcile::{Problem, Servers};
use crate::{
    ids::Ids,
    products::{Products, Tools, servers::ServerId},
    time::Time,
};

/// How long servers wait for their ports when an emulator starts. Another program may listen on some.
const PORT_LIMIT: Duration = Duration::from_secs(3);

/// How often they look.
const PORT_INTERVAL: Duration = Duration::from_millis(5);

/// The servers of all instances.
pub(crate) struct DataPlane(Mutex<Servers>);

impl DataPlane {
    /// Checks that servers can be started. None runs yet.
    pub(crate) fn start(ids: &Ids) -> io::Result<Self> {
        if cfg!(not(unix)) {
            return Err(io::ErrorKind::Unsupported.into());
        }
        Command::new(process::PROGRAM).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        Ok(Self(Mutex::new(Servers::new(format!("{:032x}{:032x}", ids.random(), ids.random())))))
    }

    /// Returns whether something has happened that can concern servers.
    pub(crate) fn is_due(&self, products: &mut Products, now: Time) -> bool {
        products.is_due(now)
    }

    /// Applies what has happened until now.
    pub(crate) fn settle(&self, products: &mut Products, now: Time, tools: Tools<'_>) -> Vec<Problem> {
        if !self.is_due(products, now) {
            return Vec::new();
        }
        products.redis().settle(now, tools);
        self.reconcile(products, tools)
    }

    /// Makes the servers what the instances are to have.
    pub(crate) fn reconcile(&self, products: &mut Products, tools: Tools<'_>) -> Vec<Problem> {
        self.servers().reconcile(products.redis(), tools.ids)
    }

    /// Shows behavior what is seen on a server.
    pub(crate) fn observe(&self, products: &mut Products, now: Time, account: u64, region: &str, instance: &str) {
        let id = ServerId::new(account, region, instance);
        let observed = self.servers().observe(&id, now);
        products.redis().show(&id, observed);
    }

    /// Waits until the ports of servers are free, which those of an emulator that was killed keep for a moment.
    pub(crate) fn await_ports(&self, products: &mut Products) {
        let begin = Instant::now();
        for port in products.redis().wanted_servers().into_iter().filter_map(|wanted| wanted.port) {
            while !ports::is_free(port) && begin.elapsed() < PORT_LIMIT {
                thread::sleep(PORT_INTERVAL);
            }
        }
    }

    /// Stops all servers. Their data is lost.
    pub(crate) fn stop(&self) {
        self.servers().stop();
    }

    fn servers(&self) -> MutexGuard<'_, Servers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
