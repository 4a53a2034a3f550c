//! Keys that are kept: shared by all callers, refreshed ahead of their end, once however many callers there are.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::runtime::{Handle, Id};
use tokio::sync::watch;
use tokio::task::yield_now;
use tokio::time::{Instant, timeout};

use super::{Credentials, CredentialsError, ProvideCredentials};

/// How long before their end keys are refreshed. Those with short lives: when so many parts of their life are left.
const AHEAD: Duration = Duration::from_secs(300);
const AHEAD_PARTS: u32 = 4;

/// Keys without an end are looked up again after this time: files change.
const LOOK_AGAIN: Duration = Duration::from_secs(15 * 60);

/// After asking in vain for others in place of refused keys, the refusals of so long are believed.
const REPLACE_AGAIN: Duration = Duration::from_secs(10);

/// How long a provider may take.
const PROVIDE_TIMEOUT: Duration = Duration::from_secs(60);

/// A refresh in another runtime that says nothing for so long is given up: that runtime may rest.
const RESTING: Duration = Duration::from_secs(2);

/// Keys that have ended when they come are used for so long, so that the provider is not asked for each call.
const ENDED_KEPT: Duration = Duration::from_secs(1);

/// The waits after failed refreshes: doubled from the first to the last.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LAST_WAIT: Duration = Duration::from_secs(60);

/// Where no valid keys are left, a failure is told to the callers of so long before the provider is asked again.
const WAIT_WITHOUT_KEYS: Duration = Duration::from_millis(200);

/// A provider, with the keys that it gave last.
pub(crate) struct Cached(Arc<Shared>);

struct Shared {
    provider: Arc<dyn ProvideCredentials>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    refresh: Option<UnderWay>,
    failure: Option<Failure>,
    /// When others were last asked for in place of refused keys.
    replaced: Option<Instant>,
}

type Outcome = Result<Credentials, CredentialsError>;

/// A refresh under way. Its word closes where it is dropped, which happens along with its runtime.
#[derive(Clone)]
struct UnderWay {
    word: watch::Receiver<Option<Outcome>>,
    runtime: Id,
}

impl UnderWay {
    /// What it has come to; nothing where it was dropped, or where its runtime seems to rest.
    async fn outcome(&mut self) -> Option<Outcome> {
        let word = async { self.word.wait_for(Option::is_some).await.ok().and_then(|outcome| outcome.clone()) };
        let limit = if self.runtime == Handle::current().id() { Duration::MAX } else { RESTING };
        // Boxed, since few calls wait for keys and every one would carry this along.
        Box::pin(timeout(limit, word)).await.ok().flatten()
    }
}

struct Held {
    keys: Credentials,
    refresh_at: SystemTime,
    /// Set for keys that had ended when they came, by a clock that may be wrong: until then they are used all the same.
    kept_until: Option<Instant>,
}

/// The last refresh, where it failed.
struct Failure {
    error: CredentialsError,
    at: Instant,
    /// How many have failed since the last success.
    count: u32,
    /// How long to wait before the next, while there are valid keys.
    wait: Duration,
}

impl Cached {
    pub(crate) fn new(provider: Arc<dyn ProvideCredentials>) -> Self {
        Cached(Arc::new(Shared { provider, state: Mutex::default() }))
    }

    /// The keys to use at a time, by the service's clock. Waits for the provider only where there are no valid keys.
    pub(crate) async fn keys(&self, now: SystemTime) -> Outcome {
        loop {
            let (valid, mut refresh, starting) = {
                let mut state = self.0.lock();
                let valid = match &state.held {
                    Some(held) if now < held.refresh_at => return Ok(held.keys.clone()),
                    Some(held) if held.kept_until.is_some_and(|until| Instant::now() < until) => {
                        return Ok(held.keys.clone());
                    }
                    Some(held) if held.keys.expiry().is_none_or(|expiry| now < expiry) => Some(held.keys.clone()),
                    _ => None,
                };
                if let Some(failure) = &state.failure {
                    let wait = if valid.is_some() { failure.wait } else { failure.wait.min(WAIT_WITHOUT_KEYS) };
                    if failure.at.elapsed() < wait {
                        return valid.ok_or_else(|| failure.error.clone());
                    }
                }
                let (refresh, starting) = state.refresh(&self.0, now);
                (valid, refresh, starting)
            };
            starting.into_iter().for_each(Refresh::start);
            if let Some(keys) = valid {
                return Ok(keys);
            }
            if let Some(outcome) = refresh.outcome().await {
                return outcome;
            }
            self.0.lock().give_up(&refresh);
            // Where this runtime is ending, no refresh will ever come: let it end this call.
            yield_now().await;
        }
    }

    /// Asks for other keys at a time, since the service has refused these. Gives whether there are others.
    pub(crate) async fn replace(&self, refused: &Credentials, now: SystemTime) -> bool {
        let (mut refresh, starting) = {
            let mut state = self.0.lock();
            if state.held.as_ref().is_some_and(|held| held.keys != *refused) {
                return true;
            }
            // Many calls can be refused at once, and again and again where nothing can be done about it.
            let lately = state.replaced.is_some_and(|at| at.elapsed() < REPLACE_AGAIN);
            if state.refresh.is_none() && lately {
                return false;
            }
            state.replaced = Some(Instant::now());
            state.refresh(&self.0, now)
        };
        starting.into_iter().for_each(Refresh::start);
        matches!(refresh.outcome().await, Some(Ok(keys)) if keys != *refused)
    }
}

/// Shows the provider, which keeps its secrets to itself.
impl fmt::Debug for Cached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.provider.fmt(f)
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A refresh under way: a task of its own, so that no caller's end is the end of it.
struct Refresh {
    shared: Arc<Shared>,
    sender: watch::Sender<Option<Outcome>>,
    /// The service's time at the start, and what has passed since.
    now: SystemTime,
    started: Instant,
    done: bool,
}

impl Refresh {
    /// Never under the lock, which a refresh takes when it is dropped: at once, where the runtime is ending.
    fn start(self) {
        tokio::spawn(async move {
            let outcome = timeout(PROVIDE_TIMEOUT, self.shared.provider.provide()).await.unwrap_or_else(|_| {
                Err(CredentialsError::new(format!("the provider of credentials took longer than {PROVIDE_TIMEOUT:?}")))
            });
            self.finish(outcome);
        });
    }

    fn finish(mut self, outcome: Outcome) {
        self.done = true;
        let now = self.now.checked_add(self.started.elapsed()).unwrap_or(self.now);
        let mut state = self.shared.lock();
        state.refresh = None;
        match &outcome {
            Ok(keys) => {
                tracing::debug!(expiry = ?keys.expiry(), "credentials refreshed");
                let has_ended = keys.expiry().is_some_and(|expiry| expiry <= now);
                let kept_until = has_ended.then(|| Instant::now() + ENDED_KEPT);
                state.held = Some(Held { keys: keys.clone(), refresh_at: refresh_at(keys, now), kept_until });
                state.failure = None;
            }
            Err(error) => state.fail(error.clone(), now),
        }
        drop(state);
        self.sender.send_replace(Some(outcome));
    }
}

/// Dropped before its end, by a provider that panics or along with its runtime, a refresh makes way for another.
impl Drop for Refresh {
    fn drop(&mut self) {
        if self.done {
            return;
        }
        let mut state = self.shared.lock();
        state.refresh = None;
        if std::thread::panicking() {
            state.fail(CredentialsError::new("the provider of credentials panicked"), self.now);
        }
    }
}

impl State {
    /// The refresh under way; where none is, one to be started.
    fn refresh(&mut self, shared: &Arc<Shared>, now: SystemTime) -> (UnderWay, Option<Refresh>) {
        if let Some(under_way) = &self.refresh {
            return (under_way.clone(), None);
        }
        let (sender, word) = watch::channel(None);
        let under_way = UnderWay { word, runtime: Handle::current().id() };
        self.refresh = Some(under_way.clone());
        (under_way, Some(Refresh { shared: shared.clone(), sender, now, started: Instant::now(), done: false }))
    }

    /// Makes way for another refresh, where that one is still the one under way.
    fn give_up(&mut self, refresh: &UnderWay) {
        if self.refresh.as_ref().is_some_and(|current| current.word.same_channel(&refresh.word)) {
            self.refresh = None;
        }
    }

    fn fail(&mut self, error: CredentialsError, now: SystemTime) {
        let count = self.failure.as_ref().map_or(0, |failure| failure.count);
        let growing = FIRST_WAIT.saturating_mul(2_u32.saturating_pow(count.min(20))).min(LAST_WAIT);
        let expiry = self.held.as_ref().and_then(|held| held.keys.expiry());
        // While the keys last there must be time for further attempts.
        let left = expiry.map(|expiry| expiry.duration_since(now).unwrap_or_default() / AHEAD_PARTS);
        let wait = left.map_or(growing, |left| left.min(growing)).mul_f64(0.5 + 0.5 * fastrand::f64());
        tracing::warn!(%error, kept = self.held.is_some(), wait_ms = wait.as_millis() as u64, "no new credentials");
        self.failure = Some(Failure { error, at: Instant::now(), count: count.saturating_add(1), wait });
    }
}

/// When to refresh keys that came at a time. With jitter, so that a fleet does not come at once.
fn refresh_at(keys: &Credentials, now: SystemTime) -> SystemTime {
    let jitter = fastrand::f64();
    match keys.expiry() {
        None => now + LOOK_AGAIN.mul_f64(1.0 + 0.2 * jitter),
        Some(expiry) => {
            let life = expiry.duration_since(now).unwrap_or_default();
            let ahead = AHEAD.min(life / AHEAD_PARTS).mul_f64(1.0 + 0.5 * jitter);
            expiry.checked_sub(ahead).unwrap_or(expiry)
        }
    }
}

#[cfg(test)]
mod tests;
