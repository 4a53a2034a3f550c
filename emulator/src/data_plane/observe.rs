//! What is seen on a server.

use std::time::Duration;

use redis_client::{Connection, RedisResult, Value, cmd, from_redis_value, pipe};

use super::server::{ADMINISTRATOR, Server};
use crate::{
    products::servers::{Observation, ObservedKey, SlowCommand},
    time::Time,
};

/// More keys than these are not looked at, so that a call does not take long.
const MAX_KEYS: usize = 100_000;

/// How many slow commands a server keeps.
pub(super) const MAX_SLOW_COMMANDS: usize = 10_000;

/// An entry of the slow log: id, time in seconds, microseconds, arguments, address and name of the client.
type Entry = (u64, u64, u64, Vec<Vec<u8>>, Vec<u8>, Vec<u8>);

/// Looks at a server. The server has the system's time, and the observation that of the emulator's clock.
pub(super) fn observe(server: &Server, now: Time) -> Result<Observation, String> {
    server.run(|connection| Ok(Observation { slow_commands: slow_commands(connection, now)?, keys: keys(connection)? }))
}

fn slow_commands(connection: &mut Connection, now: Time) -> RedisResult<Vec<SlowCommand>> {
    let (server_now, _): (u64, u64) = cmd("TIME").query(connection)?;
    let entries: Vec<Value> = cmd("SLOWLOG").arg("GET").arg(MAX_SLOW_COMMANDS).query(connection)?;
    let mut commands = Vec::new();
    // The newest comes first.
    for entry in entries.into_iter().rev() {
        let (_, time, microseconds, arguments, client, name): Entry = from_redis_value(entry)?;
        if name == ADMINISTRATOR.as_bytes() {
            continue;
        }
        commands.push(SlowCommand {
            time: now - Duration::from_secs(server_now.saturating_sub(time)),
            duration: microseconds / 1000,
            arguments: arguments.iter().map(|argument| text(argument)).collect(),
            client: text(&client),
        });
    }
    Ok(commands)
}

fn keys(connection: &mut Connection) -> RedisResult<Vec<ObservedKey>> {
    let keyspace: String = cmd("INFO").arg("keyspace").query(connection)?;
    let databases = keyspace.lines().filter_map(|line| line.strip_prefix("db")?.split(':').next()?.parse().ok());
    let policy: Vec<String> = cmd("CONFIG").arg("GET").arg("maxmemory-policy").query(connection)?;
    let counts_accesses = policy.iter().any(|value| value.ends_with("lfu"));
    let mut keys = Vec::new();
    for database in databases {
        cmd("SELECT").arg(database).exec(connection)?;
        let mut cursor = 0_u64;
        loop {
            let (next, names): (u64, Vec<Vec<u8>>) =
                cmd("SCAN").arg(cursor).arg("COUNT").arg(1000).query(connection)?;
            for name in names {
                keys.extend(key(connection, database, &name, counts_accesses)?);
            }
            cursor = next;
            if cursor == 0 || keys.len() >= MAX_KEYS {
                break;
            }
        }
    }
    keys.sort_by_key(|key| std::cmp::Reverse(key.size));
    Ok(keys)
}

/// Returns `None` for a key that no longer exists.
fn key(
    connection: &mut Connection,
    database: i64,
    name: &[u8],
    counts_accesses: bool,
) -> RedisResult<Option<ObservedKey>> {
    // Reading the frequency first does not count as an access, nor do the other commands.
    let mut look = pipe();
    look.cmd("TYPE").arg(name).cmd("MEMORY").arg("USAGE").arg(name);
    let (kind, size): (String, Option<u64>) = look.query(connection)?;
    let frequency: Option<u64> = match counts_accesses {
        true => cmd("OBJECT").arg("FREQ").arg(name).query(connection)?,
        false => None,
    };
    let frequency = frequency.unwrap_or_default();
    Ok(size.map(|size| ObservedKey { database, name: text(name), kind, size, frequency }))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
