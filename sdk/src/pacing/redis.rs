//! A rate limiter that programs share through a Redis server.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis_client::aio::MultiplexedConnection;
use redis_client::{AsyncConnectionConfig, Client, RedisError};
use tokio::runtime::{Handle, Id};
use tokio::time::Instant;

use super::gcra::{LATE, usable_until};
use super::shared::{Quota, ReserveFuture, Reserved, SharedRateLimiter, SlotRequest};
use crate::error::{Error, ErrorKind};

/// GCRA on the server's clock, with the rules of `gcra.rs`, except that calls take slots in the future. Slots that come too
/// late for the caller are not taken. All times are microseconds.
///
/// A server without data, which may have just started, allows no burst, and leaves the slots that it had reserved before to
/// those who hold them, as far as the caller knows.
///
/// For the time when the server is down, each program has a turn in a round, which it keeps for as long as it calls once a
/// minute. Programs propose the one that they had before, which a new server does not know.
const SCRIPT: &str = "
local interval, burst, count = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local within, ahead, lead = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local program, programs, turn = ARGV[7], tonumber(ARGV[8]), tonumber(ARGV[9])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local known = redis.call('HMGET', KEYS[1], 'next', 'credit')
local next, credit = tonumber(known[1]), tonumber(known[2])
-- Slots this far ahead can only come from a clock that was set back.
if not next or not credit or next > now + 3600000000 then
  next, credit = now + lead, 0
elseif next <= now then
  credit = math.min(math.floor((now - next) / interval), burst - 1)
  next = now
end
local reply = {now, 0, 0}
for index = 1, count do
  local slot = next
  if slot > now and credit > 0 then slot = now end
  if slot - now > (index == 1 and within or ahead) then break end
  if slot < next then credit = credit - 1 end
  next = next + interval
  reply[index + 3] = slot - now
end
reply[2] = credit > 0 and 0 or next - now
local function is_free(number)
  local owner = redis.call('HGET', KEYS[1], 'turn:' .. number)
  if not owner then return true end
  local name, seen = string.match(owner, '^(%d+) (%d+)$')
  return name == program or tonumber(seen) < now - 60000000
end
if turn >= programs or not is_free(turn) then
  turn = 0
  while turn < programs - 1 and not is_free(turn) do turn = turn + 1 end
end
reply[3] = turn
redis.call('HSET', KEYS[1], 'next', string.format('%.0f', next), 'credit', string.format('%.0f', credit),
  'turn:' .. turn, program .. ' ' .. string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], 7200000)
return reply
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
    /// One for each runtime: a connection makes no progress while the runtime is idle in which it was made.
    connections: Mutex<Vec<(Id, MultiplexedConnection)>>,
    participants: u32,
    prefix: String,
    /// This program's name on the server, and the turn that it had last.
    program: u64,
    turn: AtomicU64,
    clock: ServerClock,
}

/// More runtimes than this do not keep connections.
const MAX_CONNECTIONS: usize = 16;

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
            participants: 1,
            prefix: "tencloud".to_owned(),
            program: fastrand::u64(..),
            turn: AtomicU64::new(u64::from(u32::MAX)),
            clock: ServerClock::new(),
        })
    }

    /// How many programs share the rate, the same number in each of them. While the server is down, they call in turn, in
    /// which each uses its part of the rate. Default: 1, the whole rate.
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

    /// The connection of this runtime. Calls that come at the same time may each make one, of which the last one stays:
    /// so none of them waits for another one, which may have been given up.
    async fn connection(&self) -> Result<MultiplexedConnection, RedisError> {
        let runtime = Handle::current().id();
        let kept = self.connections().iter().find(|(of, _)| *of == runtime).map(|(_, connection)| connection.clone());
        if let Some(connection) = kept {
            return Ok(connection);
        }
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(Some(TIMEOUT)).set_response_timeout(Some(TIMEOUT));
        let connection = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        let mut connections = self.connections();
        connections.retain(|(of, _)| *of != runtime);
        if connections.len() >= MAX_CONNECTIONS {
            connections.remove(0);
        }
        connections.push((runtime, connection.clone()));
        Ok(connection)
    }

    fn connections(&self) -> MutexGuard<'_, Vec<(Id, MultiplexedConnection)>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn ask(&self, quota: &Quota<'_>, request: SlotRequest) -> Result<Reserved, RedisError> {
        let Quota { product, action, region, rate, interval } = quota;
        let interval = micros(*interval).max(1);
        let mut connection = self.connection().await?;
        let mut command = redis_client::cmd("EVAL");
        command.arg(SCRIPT).arg(1).arg(format!("{}:{product}:{action}:{region}", self.prefix));
        command.arg(interval).arg(*rate).arg(request.slots);
        command.arg([request.within, request.ahead, request.lead].map(micros).as_slice());
        command.arg(self.program).arg(self.participants).arg(self.turn.load(Ordering::Relaxed));
        let asked_at = Instant::now();
        let reply: Vec<u64> = command.query_async(&mut connection).await?;
        let [now, next, turn, slots @ ..] = reply.as_slice() else {
            return Err((redis_client::ErrorKind::Parse, "the script's reply is too short").into());
        };
        self.turn.store(*turn, Ordering::Relaxed);
        // How long ago, by the same clock, the server looked at it.
        let age = self.clock.age(*now, asked_at, Instant::now());
        let late = micros(Duration::from_nanos(LATE));
        let slots = usable_until(slots.iter().copied(), interval, late).filter(|(_, until)| *until >= age);
        let slots = slots.map(|(slot, _)| Duration::from_micros(slot.saturating_sub(age))).collect();
        let round = interval.saturating_mul(u64::from(self.participants));
        let phase = turn.saturating_mul(interval).saturating_add(round) - (now.saturating_add(age)) % round;
        Ok(Reserved::new(slots, Duration::from_micros(next.saturating_sub(age)))
            .turn(Duration::from_micros(phase % round)))
    }
}

impl SharedRateLimiter for RedisPacer {
    fn reserve<'a>(&'a self, quota: &'a Quota<'a>, request: SlotRequest) -> ReserveFuture<'a> {
        Box::pin(async move {
            match self.ask(quota, request).await {
                Ok(reserved) => Ok(reserved),
                Err(error) => {
                    // Whatever is wrong with these connections, new ones may work.
                    self.connections().clear();
                    Err(error.into())
                }
            }
        })
    }

    fn participants(&self) -> u32 {
        self.participants
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

/// The server's clock, as precisely as its fastest answer allows. How long an answer is under way varies, above all on a busy
/// machine; slots that are counted from its arrival would vary as much.
struct ServerClock {
    start: Instant,
    /// How far the server's clock is ahead of the time since the start, at least: that of the fastest answer.
    ahead: Mutex<Option<u64>>,
}

impl ServerClock {
    fn new() -> Self {
        ServerClock { start: Instant::now(), ahead: Mutex::default() }
    }

    /// How long ago the server's clock showed a time, which it did between these moments.
    fn age(&self, time: u64, asked_at: Instant, arrived_at: Instant) -> u64 {
        let since_start = |moment: Instant| micros(moment.duration_since(self.start));
        let (at_least, at_most) =
            (time.saturating_sub(since_start(arrived_at)), time.saturating_sub(since_start(asked_at)));
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        // One that contradicts this answer comes from a clock that has been set since.
        let known = ahead.filter(|ahead| *ahead <= at_most).unwrap_or_default().max(at_least);
        *ahead = Some(known);
        known - at_least
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
