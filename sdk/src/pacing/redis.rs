//! A rate limiter that programs share through a Redis server.

use std::fmt;
use std::time::Duration;

use redis_client::aio::MultiplexedConnection;
use redis_client::{AsyncConnectionConfig, Client, RedisError};
use tokio::sync::Mutex;

use super::shared::{NextSlotFuture, Quota, SharedRateLimiter};
use crate::error::{Error, ErrorKind};

/// GCRA on the server's clock, with the rules of `gcra.rs`, except that a call may take a slot in the future. A server
/// without data, which may have just started, allows no burst.
const SCRIPT: &str = "
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local known = redis.call('HMGET', KEYS[1], 'next', 'credit')
local next, credit = tonumber(known[1]), tonumber(known[2])
-- Slots this far ahead can only come from a clock that was set back.
if not next or not credit or next > now + 3600000000 then
  next, credit = now, 0
elseif next <= now then
  credit = math.min(math.floor((now - next) / interval), burst - 1)
  next = now
end
local slot = next
if slot > now and credit > 0 then
  credit, slot = credit - 1, now
end
redis.call('HSET', KEYS[1], 'next', string.format('%.0f', next + interval), 'credit', string.format('%.0f', credit))
redis.call('PEXPIRE', KEYS[1], 7200000)
return slot - now
";

/// The time limit for connecting, and for each response.
const TIMEOUT: Duration = Duration::from_millis(200);

/// Shares each rate with all programs that use the same Redis server (5.0 or later) and the same prefix. Pass it to
/// [`Pacing::shared`](super::Pacing::shared).
///
/// Each call runs one script on the server, whose clock applies to all programs. While the server is down, this program
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
    connection: Mutex<Option<MultiplexedConnection>>,
    participants: u32,
    prefix: String,
}

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
        Ok(RedisPacer { client, connection: Mutex::new(None), participants: 1, prefix: "tencloud".to_owned() })
    }

    /// Sets how many programs share the rate; each of them uses its share while the server is down. Default: 1, the
    /// whole rate.
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

    async fn connection(&self) -> Result<MultiplexedConnection, RedisError> {
        let mut kept = self.connection.lock().await;
        if let Some(connection) = &*kept {
            return Ok(connection.clone());
        }
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(Some(TIMEOUT)).set_response_timeout(Some(TIMEOUT));
        let connection = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        Ok(kept.insert(connection).clone())
    }

    async fn take(&self, quota: &Quota<'_>) -> Result<Duration, RedisError> {
        let Quota { product, action, region, rate, interval } = quota;
        let mut command = redis_client::cmd("EVAL");
        let micros = u64::try_from(interval.as_micros()).unwrap_or(u64::MAX).max(1);
        command.arg(SCRIPT).arg(1).arg(format!("{}:{product}:{action}:{region}", self.prefix)).arg(micros).arg(*rate);
        let wait: u64 = command.query_async(&mut self.connection().await?).await?;
        Ok(Duration::from_micros(wait))
    }
}

impl SharedRateLimiter for RedisPacer {
    fn next_slot<'a>(&'a self, quota: &'a Quota<'a>) -> NextSlotFuture<'a> {
        Box::pin(async move {
            match self.take(quota).await {
                Ok(wait) => Ok(wait),
                Err(error) => {
                    // Whatever is wrong with this connection, a new one may work.
                    *self.connection.lock().await = None;
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
