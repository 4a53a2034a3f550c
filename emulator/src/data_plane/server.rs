//! A running Redis server.

use std::{
    thread,
    time::{Duration, Instant},
};

use redis_client::{
    Client, Connection, ConnectionAddr, IntoConnectionInfo as _, RedisConnectionInfo, RedisResult, cmd,
};

use super::process::Process;
use crate::{digest::sha256_hex, products::servers::Settings};

/// The user as whom the emulator logs in. Clients log in as others.
pub(super) const ADMINISTRATOR: &str = "tencloud-emulator";

/// How long a server may take to load its data. Machines can be busy.
const START_LIMIT: Duration = Duration::from_secs(30);

/// How often a server that starts is asked whether it is ready.
const START_INTERVAL: Duration = Duration::from_millis(2);

const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// A server that listens on a port of 127.0.0.1.
pub(super) struct Server {
    pub(super) port: u16,
    /// As they were last applied.
    pub(super) settings: Settings,
    /// The primary nodes for which it stands.
    pub(super) primaries: Vec<String>,
    password: String,
    process: Process,
}

impl Server {
    /// Starts a server with the data of an RDB file. It is not ready yet. The password is that of the administrator.
    pub(super) fn start(port: u16, password: &str, data: Option<&[u8]>) -> Result<Self, String> {
        // It stores nothing by itself. Nobody but the administrator can log in until there are settings.
        let configuration = format!(
            "bind 127.0.0.1\nport {port}\ndatabases 256\nsave \"\"\nappendonly no\ndaemonize no\nlogfile redis.log\nslowlog-max-len 10000\n\
            user default off\nuser {ADMINISTRATOR} on #{} ~* &* +@all\n",
            sha256_hex(password.as_bytes()),
        );
        let process = Process::start(&configuration, data).map_err(|error| error.to_string())?;
        Ok(Self { port, settings: Settings::default(), primaries: Vec::new(), password: password.to_owned(), process })
    }

    /// Returns whether the process has not ended by itself.
    pub(super) fn is_running(&mut self) -> bool {
        self.process.is_running()
    }

    /// Returns the last line of its log.
    pub(super) fn last_words(&self) -> String {
        self.process.last_words()
    }

    /// Waits until the server has loaded its data, and applies its first settings.
    pub(super) fn await_ready(&mut self, settings: &Settings) -> Result<(), String> {
        let begin = Instant::now();
        loop {
            let is_ready = self.connect().and_then(|mut connection| cmd("PING").exec(&mut connection));
            match is_ready {
                Ok(()) => return self.apply(settings),
                Err(_) if !self.process.is_running() => return Err(self.process.last_words()),
                Err(error) if begin.elapsed() > START_LIMIT => return Err(error.to_string()),
                Err(_) => thread::sleep(START_INTERVAL),
            }
        }
    }

    /// Applies settings.
    pub(super) fn apply(&mut self, settings: &Settings) -> Result<(), String> {
        let former = std::mem::replace(&mut self.settings, settings.clone());
        let names =
            |settings: &Settings| -> Vec<String> { settings.users.iter().map(|(name, _)| name.clone()).collect() };
        let (before, after) = (names(&former), names(settings));
        self.run(|connection| {
            for (name, rules) in settings.users.iter().filter(|user| !former.users.contains(user)) {
                cmd("ACL").arg("SETUSER").arg(name).arg("reset").arg(rules).exec(connection)?;
            }
            for name in before.iter().filter(|name| !after.contains(name)) {
                cmd("ACL").arg("DELUSER").arg(name).exec(connection)?;
            }
            for (name, value) in settings.parameters.iter().filter(|parameter| !former.parameters.contains(parameter)) {
                // Another version of Redis may not have it.
                let _: RedisResult<()> = cmd("CONFIG").arg("SET").arg(name).arg(value).exec(connection);
            }
            Ok(())
        })
    }

    /// Returns its data as an RDB file.
    pub(super) fn data(&self) -> Result<Vec<u8>, String> {
        self.run(|connection| cmd("SAVE").exec(connection))?;
        self.process.saved_data().map_err(|error| error.to_string())
    }

    /// Deletes its data.
    pub(super) fn clear(&self) -> Result<(), String> {
        self.run(|connection| cmd("FLUSHALL").exec(connection))
    }

    /// Does something in a connection to the server.
    pub(super) fn run<T>(&self, f: impl FnOnce(&mut Connection) -> RedisResult<T>) -> Result<T, String> {
        let connection = self.connect().and_then(|mut connection| {
            // Its commands are not those of clients.
            cmd("CLIENT").arg("SETNAME").arg(ADMINISTRATOR).exec(&mut connection)?;
            Ok(connection)
        });
        connection.and_then(|mut connection| f(&mut connection)).map_err(|error| error.to_string())
    }

    /// Opens a connection. None is kept, as the server closes those that are idle.
    fn connect(&self) -> RedisResult<Connection> {
        let login = RedisConnectionInfo::default().set_username(ADMINISTRATOR).set_password(&self.password);
        let address = ConnectionAddr::Tcp("127.0.0.1".to_owned(), self.port);
        let info = address.into_connection_info()?.set_redis_settings(login.set_skip_set_lib_name());
        Client::open(info)?.get_connection_with_timeout(CONNECT_LIMIT)
    }
}
