//! A rate limiter that programs share through a Redis server.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis_client::aio::MultiplexedConnection;
use redis_client::{AsyncConnectionConfig, Client, RedisError};
use tokio::runtime::{Handle, Id};

use super::shared::{Quota, ReserveFuture, Reserved, SharedRateLimiter};
use crate::error::{Error, ErrorKind};

/// GCRA on the server's clock, with the rules of `gcra.rs`. A server without data, which may have just started, allows
/// no burst.
///
/// Each program has one of the turns in which programs make calls while the server is down. It proposes its previous
/// turn, so that a server that has lost its data assigns the same turns again.
const SCRIPT: &str = "
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local wanted, within = tonumber(ARGV[3]), tonumber(ARGV[4])
local program, turn, turns = ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local known = redis.call('HMGET', KEYS[1], 'next', 'credit')
local next, credit = tonumber(known[1]), tonumber(known[2])
-- Slots this far ahead can only come from a clock that was set back.
if not next or not credit or next > now + 3600000000 then
  next, credit = now, 0
end
local waits = {}
while #waits < wanted do
  local slot = next
  if next <= now then
    credit = math.min(math.floor((now - next) / interval), burst - 1)
    next, slot = now, now
  elseif credit > 0 then
    credit, slot = credit - 1, now
  elseif next > now + within then
    break
  end
  waits[#waits + 1] = slot - now
  next = next + interval
end
if #waits > 0 then
  redis.call('HSET', KEYS[1], 'next', string.format('%.0f', next), 'credit', string.format('%.0f', credit))
end
local function is_free(turn)
  local holder, seen = string.match(redis.call('HGET', KEYS[1], 'turn' .. turn) or '', '^(%S+) (%d+)$')
  return not holder or holder == program or tonumber(seen) < now - 60000000 or tonumber(seen) > now
end
if turn < 0 or turn >= turns or not is_free(turn) then
  turn = 0
  while turn < turns and not is_free(turn) do
    turn = turn + 1
  end
end
local until_turn = 0
if turn < turns then
  redis.call('HSET', KEYS[1], 'turn' .. turn, program .. ' ' .. string.format('%.0f', now))
  until_turn = (turn * interval - now) % (turns * interval)
else
  turn = -1
end
redis.call('PEXPIRE', KEYS[1], 7200000)
return {turn, until_turn, next - now, waits}
";

/// The time limit for connecting, and for each response.
const TIMEOUT: Duration = Duration::from_millis(200);

/// Shares each rate with all programs that use the same Redis server (5.0 or later) and the same prefix. Pass it to
/// [`Pacing::shared`](super::Pacing::shared).
///
/// Slots are reserved by a script on the server, whose clock counts for all programs. While the server is down, this program
/// uses its [share](Self::share_of) of the rate.
///
/// ```
/// # fn example() -> Result<(), tencloud::Error> {
/// use tencloud::Config;
/// use tencloud::pacing::{Pacing, RedisPacer};
///
/// let pacer = RedisPacer::new("redis://10.0.0.3:6379/")?.share_of(8);
/// let config = Config::builder().pacing(Pacing::documented().shared(pacer)).build()?;
/// # Ok(())
/// # }
/// ```
pub struct RedisPacer {
    client: Client,
    /// By runtime, since the runtime that opened a connection drives it, and may be idle when another makes calls.
    connections: Mutex<HashMap<Id, MultiplexedConnection>>,
    /// The name of this program on the server.
    program: u64,
    /// The turns of this program, by key.
    turns: Mutex<HashMap<String, i64>>,
    participants: u32,
    prefix: String,
}

/// Runtimes may come and go.
const MAX_CONNECTIONS: usize = 32;

impl RedisPacer {
    /// Creates a rate limiter that uses a server at `redis://[user[:password]@]host[:port][/database]`. The first call
    /// connects to it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if this is not the URL of a Redis server, or if it requires TLS, which is not supported.
    /// The error does not contain the URL, which may contain a password.
    pub fn new(url: &str) -> Result<Self, Error> {
        let client = Client::open(url).map_err(|error| {
            let why = error.category();
            let text = format!("invalid URL of the Redis server for pacing ({why}); write it like redis://host:port/");
            Error::new(ErrorKind::Config, text)
        })?;
        Ok(RedisPacer {
            client,
            connections: Mutex::default(),
            program: fastrand::u64(..),
            turns: Mutex::default(),
            participants: 1,
            prefix: "tencloud".to_owned(),
        })
    }

    /// Sets how many programs share the rate, which must be the same number in each of them. While the server is down,
    /// they make calls in turn, each using its share of the rate. Default: 1, the whole rate.
    #[must_use]
    pub fn share_of(self, programs: u32) -> Self {
        RedisPacer { participants: programs.max(1), ..self }
    }

    /// Sets the prefix of the keys on the server. Default: `tencloud`. Each account has its own quotas, so programs of
    /// different accounts that use the same server need different prefixes.
    #[must_use]
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        RedisPacer { prefix: prefix.into(), ..self }
    }

    async fn connection(&self, runtime: Id) -> Result<MultiplexedConnection, RedisError> {
        if let Some(connection) = lock(&self.connections).get(&runtime) {
            return Ok(connection.clone());
        }
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(Some(TIMEOUT)).set_response_timeout(Some(TIMEOUT));
        let connection = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        let mut connections = lock(&self.connections);
        if connections.len() >= MAX_CONNECTIONS {
            connections.clear();
        }
        connections.insert(runtime, connection.clone());
        Ok(connection)
    }

    async fn take(
        &self,
        runtime: Id,
        quota: &Quota<'_>,
        wanted: u32,
        within: Duration,
    ) -> Result<Reserved, RedisError> {
        let Quota { product, action, region, rate, interval } = quota;
        let key = format!("{}:{product}:{action}:{region}", self.prefix);
        let known_turn = lock(&self.turns).get(&key).copied().unwrap_or(-1);
        let mut command = redis_client::cmd("EVAL");
        command.arg(SCRIPT).arg(1).arg(&key).arg(micros(*interval).max(1)).arg(*rate);
        command.arg(wanted).arg(micros(within)).arg(self.program).arg(known_turn).arg(self.participants);
        let (turn, until_turn, next, waits): (i64, u64, i64, Vec<u64>) =
            command.query_async(&mut self.connection(runtime).await?).await?;
        let next = Duration::from_micros(u64::try_from(next).unwrap_or_default());
        let reserved = Reserved::new(waits.into_iter().map(Duration::from_micros).collect(), next);
        if turn < 0 {
            return Ok(reserved);
        }
        if turn != known_turn {
            lock(&self.turns).insert(key, turn);
        }
        Ok(reserved.turn(Duration::from_micros(until_turn)))
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SharedRateLimiter for RedisPacer {
    fn reserve<'a>(&'a self, quota: &'a Quota<'a>, wanted: u32, within: Duration) -> ReserveFuture<'a> {
        Box::pin(async move {
            let runtime = Handle::current().id();
            match self.take(runtime, quota, wanted, within).await {
                Ok(reserved) => Ok(reserved),
                Err(error) => {
                    // Whatever is wrong with this connection, a new one may work.
                    lock(&self.connections).remove(&runtime);
                    Err(error.into())
                }
            }
        })
    }

    fn participants(&self) -> u32 {
        self.participants
    }
}

/// Omits the URL, which may contain a password.
impl fmt::Debug for RedisPacer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisPacer")
            .field("participants", &self.participants)
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        for url in [
            "redis://user:Winter2026@127.0.0.1:70000/",
            "rediss://:Winter2026@h/",
            "http://u:Winter2026@h",
            "Winter2026",
        ] {
            let error = RedisPacer::new(url).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config);
            let shown = format!("{error} {error:?}");
            assert!(shown.contains("redis://host:port/") && !shown.contains("Winter"), "{shown}");
        }
        let pacer = RedisPacer::new("redis://user:Winter2026@127.0.0.1/").unwrap().share_of(0).prefix("mine");
        let shown = format!("{pacer:?}");
        assert!(shown.contains("mine") && !shown.contains("Winter") && !shown.contains("user"), "{shown}");
        assert_eq!(pacer.participants(), 1);
    }
}
