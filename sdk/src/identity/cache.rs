//! The credentials cache of a configuration.
//!
//! Invariant: **at most one refresh is pending, only the pending refresh writes, and no caller waits for a refresh that
//! no task drives.** A refresh has a generation, a number that no later one has. It is created only under the lock, and
//! only if `CacheState::pending` is empty. Its outcome counts only if its generation is still the pending one, so that
//! an older refresh never overwrites the outcome of a newer one.
//!
//! A refresh is a separate task, so dropping a caller does not cancel it. A task that is dropped itself (with its
//! runtime, or by a panic of the provider) makes way for another and closes its channel, which wakes the waiting
//! callers. A task whose runtime is not driven can do neither, so it counts beats while it is driven. Callers in other
//! runtimes that see no new beat for `FOREIGN_TIMEOUT`, whether they wait or not, consider the pending refresh
//! abandoned, and one of them starts the next. If the runtime of an abandoned task is driven again, the task ends
//! itself at its next beat. A caller that is woken without an outcome starts over.
//!
//! Credentials that are still valid are returned immediately, whatever happens to the refresh.

use std::fmt;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::runtime::{Handle, Id};
use tokio::sync::watch;
use tokio::task::yield_now;
use tokio::time::{Instant, timeout};

use super::error::CredentialsError;
use super::key_pair::Credentials;
use super::provider::ProvideCredentials;
use crate::clock::milliseconds;

/// How long before their expiry credentials are refreshed. Short-lived ones are refreshed when this part of their
/// lifetime is left.
const REFRESH_AHEAD: Duration = Duration::from_secs(300);
const REFRESH_AHEAD_PART: u32 = 4;

/// Permanent credentials are looked up again after this time, since files can change.
const LOOKUP_INTERVAL: Duration = Duration::from_secs(15 * 60);

/// After rejected credentials could not be replaced, the provider is not asked again for this long, and further
/// rejections are final.
const REPLACE_INTERVAL: Duration = Duration::from_secs(10);

/// The time limit of a provider.
const PROVIDE_TIMEOUT: Duration = Duration::from_secs(60);

/// How often a refresh shows that its runtime is being driven.
const BEAT: Duration = Duration::from_millis(200);

/// How long to wait for a beat of a refresh in another runtime, which may not be driven.
const FOREIGN_TIMEOUT: Duration = Duration::from_secs(2);

/// Credentials that have already expired when they arrive are used for this long, so that the provider is not asked for
/// every call.
const EXPIRED_KEPT: Duration = Duration::from_secs(1);

/// The waits after failed refreshes, which double from the first to the last.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LAST_WAIT: Duration = Duration::from_secs(60);

/// Without valid credentials, the last failure is returned for this long before the provider is asked again.
const WAIT_WITHOUT_CREDENTIALS: Duration = Duration::from_millis(200);

/// A provider, and the credentials that it returned last. Clones share them.
#[derive(Clone)]
pub(crate) struct CredentialsCache(Arc<CacheInner>);

struct CacheInner {
    provider: Arc<dyn ProvideCredentials>,
    state: Mutex<CacheState>,
}

#[derive(Default)]
struct CacheState {
    cached: Option<Cached>,
    pending: Option<PendingRefresh>,
    /// How many refreshes have been started: the generation of the last one.
    started: u64,
    failure: Option<FailedRefresh>,
    /// When the provider was last asked to replace rejected credentials.
    replaced_at: Option<Instant>,
}

type Outcome = Result<Credentials, CredentialsError>;

/// A refresh in progress. Its channel closes when its task is dropped.
#[derive(Clone)]
struct PendingRefresh {
    receiver: watch::Receiver<Option<Outcome>>,
    generation: u64,
    beats: Arc<AtomicU64>,
    runtime: Id,
    /// The number of beats when there was last a new one, and the time of that.
    seen: (u64, Instant),
}

impl PendingRefresh {
    /// Returns whether its runtime seems not to be driven.
    fn is_abandoned(&mut self) -> bool {
        let beats = self.beats.load(Ordering::Relaxed);
        if self.runtime == Handle::current().id() || beats != self.seen.0 {
            self.seen = (beats, Instant::now());
        }
        self.seen.1.elapsed() >= FOREIGN_TIMEOUT
    }

    /// Waits for the outcome; returns `None` if the task was dropped or abandoned, or if its runtime seems not to be
    /// driven.
    async fn outcome(&mut self) -> Option<Outcome> {
        let (beats, is_own) = (self.beats.clone(), self.runtime == Handle::current().id());
        let mut outcome =
            pin!(async { self.receiver.wait_for(Option::is_some).await.ok().and_then(|outcome| outcome.clone()) });
        if is_own {
            return outcome.await;
        }
        loop {
            let before = beats.load(Ordering::Relaxed);
            match timeout(FOREIGN_TIMEOUT, &mut outcome).await {
                Ok(outcome) => return outcome,
                Err(_) if beats.load(Ordering::Relaxed) == before => return None,
                Err(_) => {}
            }
        }
    }
}

struct Cached {
    credentials: Credentials,
    refresh_at: SystemTime,
    /// Set for credentials that had expired on arrival according to a clock that may be wrong: they are used until
    /// then.
    kept_until: Option<Instant>,
}

/// The last refresh, if it failed.
struct FailedRefresh {
    error: CredentialsError,
    at: Instant,
    /// How many refreshes have failed since the last success.
    count: u32,
    /// How long to wait before the next refresh while there are valid credentials.
    wait: Duration,
}

impl CredentialsCache {
    pub(crate) fn new(provider: Arc<dyn ProvideCredentials>) -> Self {
        CredentialsCache(Arc::new(CacheInner { provider, state: Mutex::default() }))
    }

    /// Returns the credentials to use at a time of the service's clock. Waits for the provider only if no credentials
    /// are valid.
    pub(crate) async fn get(&self, now: SystemTime) -> Outcome {
        loop {
            let (valid, refresh, task) = {
                let mut state = self.0.lock();
                let valid = match &state.cached {
                    Some(cached) if now < cached.refresh_at => return Ok(cached.credentials.clone()),
                    Some(cached) if cached.kept_until.is_some_and(|until| Instant::now() < until) => {
                        return Ok(cached.credentials.clone());
                    }
                    Some(cached) if cached.credentials.expiry().is_none_or(|expiry| now < expiry) => {
                        Some(cached.credentials.clone())
                    }
                    _ => None,
                };
                if let Some(failure) = &state.failure {
                    let wait = if valid.is_some() { failure.wait } else { failure.wait.min(WAIT_WITHOUT_CREDENTIALS) };
                    if failure.at.elapsed() < wait {
                        return valid.ok_or_else(|| failure.error.clone());
                    }
                }
                if Handle::try_current().is_err() {
                    return valid.ok_or_else(outside_tokio);
                }
                let (refresh, task) = state.refresh(&self.0, now);
                (valid, refresh, task)
            };
            task.into_iter().for_each(RefreshTask::spawn);
            if let Some(credentials) = valid {
                return Ok(credentials);
            }
            if let Some(outcome) = self.finished(refresh).await {
                return outcome;
            }
        }
    }

    /// Asks the provider to replace credentials that the service has rejected. Returns whether it has others.
    pub(crate) async fn replace(&self, rejected: &Credentials, now: SystemTime) -> bool {
        let mut is_first = true;
        loop {
            let (refresh, task) = {
                let mut state = self.0.lock();
                if state.cached.as_ref().is_some_and(|cached| cached.credentials != *rejected) {
                    return true;
                }
                // Many calls can be rejected at the same time, and repeatedly if the credentials cannot be replaced.
                let recently = state.replaced_at.is_some_and(|at| at.elapsed() < REPLACE_INTERVAL);
                if is_first && state.pending.is_none() && recently {
                    return false;
                }
                state.replaced_at = Some(Instant::now());
                state.refresh(&self.0, now)
            };
            task.into_iter().for_each(RefreshTask::spawn);
            if let Some(outcome) = self.finished(refresh).await {
                return matches!(outcome, Ok(credentials) if credentials != *rejected);
            }
            is_first = false;
        }
    }

    /// Waits for the outcome of a refresh. Returns `None` if there will be none; the refresh is then no longer pending.
    async fn finished(&self, mut refresh: PendingRefresh) -> Option<Outcome> {
        // Boxed, since few calls wait for credentials, and the future of every call would otherwise be larger.
        let outcome = Box::pin(refresh.outcome()).await;
        if outcome.is_none() {
            self.0.lock().take_pending(refresh.generation);
            // If this runtime is shutting down, no refresh will ever run: yield, so that the runtime can drop this
            // call.
            yield_now().await;
        }
        outcome
    }
}

/// Shows the provider, which shows no secrets.
impl fmt::Debug for CredentialsCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.provider.fmt(f)
    }
}

impl CacheInner {
    fn lock(&self) -> MutexGuard<'_, CacheState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A refresh, which is a separate task: dropping a caller does not cancel it.
struct RefreshTask {
    cache: Arc<CacheInner>,
    sender: watch::Sender<Option<Outcome>>,
    generation: u64,
    beats: Arc<AtomicU64>,
    /// The service's time when it started.
    now: SystemTime,
    started: Instant,
}

impl RefreshTask {
    /// Not to be called under the lock: if the runtime is shutting down, the task is dropped immediately, and locks.
    fn spawn(self) {
        tokio::spawn(async move {
            let mut provided = pin!(timeout(PROVIDE_TIMEOUT, self.cache.provider.provide()));
            let provided = loop {
                match timeout(BEAT, &mut provided).await {
                    Ok(provided) => break provided,
                    Err(_) => self.beats.fetch_add(1, Ordering::Relaxed),
                };
                // Another refresh may have replaced this one while its runtime was not driven.
                if !self.cache.lock().is_pending(self.generation) {
                    return;
                }
            };
            self.finish(provided.unwrap_or_else(|_| {
                Err(CredentialsError::new(format!("the credentials provider took longer than {PROVIDE_TIMEOUT:?}")))
            }));
        });
    }

    fn finish(&self, outcome: Outcome) {
        let now = self.now.checked_add(self.started.elapsed()).unwrap_or(self.now);
        let mut state = self.cache.lock();
        // No other place writes, and this one does so only for the pending refresh.
        if !state.take_pending(self.generation) {
            return;
        }
        match &outcome {
            Ok(credentials) => {
                tracing::debug!(expiry = ?credentials.expiry(), "credentials refreshed");
                let has_expired = credentials.expiry().is_some_and(|expiry| expiry <= now);
                let kept_until = has_expired.then(|| Instant::now() + EXPIRED_KEPT);
                let refresh_at = refresh_at(credentials, now);
                state.cached = Some(Cached { credentials: credentials.clone(), refresh_at, kept_until });
                state.failure = None;
            }
            Err(error) => state.fail(error.clone(), now),
        }
        drop(state);
        self.sender.send_replace(Some(outcome));
    }
}

/// A task that is dropped before it has finished, with its runtime or by a panic of the provider, makes way for
/// another.
impl Drop for RefreshTask {
    fn drop(&mut self) {
        let mut state = self.cache.lock();
        if state.take_pending(self.generation) && std::thread::panicking() {
            state.fail(CredentialsError::new("the credentials provider panicked"), self.now);
        }
    }
}

impl CacheState {
    /// Returns the pending refresh. If there is none, creates one, with its task, which the caller spawns after
    /// unlocking.
    fn refresh(&mut self, cache: &Arc<CacheInner>, now: SystemTime) -> (PendingRefresh, Option<RefreshTask>) {
        // No other place creates a refresh, so there is never a second one.
        if let Some(pending) = &mut self.pending
            && !pending.is_abandoned()
        {
            return (pending.clone(), None);
        }
        self.started += 1;
        let (sender, receiver) = watch::channel(None);
        let (generation, beats) = (self.started, Arc::default());
        let seen = (0, Instant::now());
        let pending = PendingRefresh { receiver, generation, beats, runtime: Handle::current().id(), seen };
        let (cache, beats) = (cache.clone(), pending.beats.clone());
        self.pending = Some(pending.clone());
        (pending, Some(RefreshTask { cache, sender, generation, beats, now, started: Instant::now() }))
    }

    fn is_pending(&self, generation: u64) -> bool {
        self.pending.as_ref().is_some_and(|pending| pending.generation == generation)
    }

    /// Makes way for another refresh if this one is still pending.
    fn take_pending(&mut self, generation: u64) -> bool {
        let is_pending = self.is_pending(generation);
        if is_pending {
            self.pending = None;
        }
        is_pending
    }

    fn fail(&mut self, error: CredentialsError, now: SystemTime) {
        let count = self.failure.as_ref().map_or(0, |failure| failure.count);
        let backoff = FIRST_WAIT.saturating_mul(2_u32.saturating_pow(count.min(20))).min(LAST_WAIT);
        let expiry = self.cached.as_ref().and_then(|cached| cached.credentials.expiry());
        // While the credentials are valid, there must be time for further attempts.
        let left = expiry.map(|expiry| expiry.duration_since(now).unwrap_or_default() / REFRESH_AHEAD_PART);
        let wait = left.map_or(backoff, |left| left.min(backoff)).mul_f64(0.5 + 0.5 * fastrand::f64());
        tracing::warn!(
            %error,
            has_cached = self.cached.is_some(),
            wait_ms = milliseconds(wait),
            "could not refresh the credentials"
        );
        self.failure = Some(FailedRefresh { error, at: Instant::now(), count: count.saturating_add(1), wait });
    }
}

/// Returns the error of a caller that is polled by another executor. A refresh is a task of tokio.
fn outside_tokio() -> CredentialsError {
    CredentialsError::new(
        "credentials must be requested in a tokio runtime, but there is none here; use #[tokio::main], or \
         tencloud::blocking::Runtime in a program that is not async",
    )
}

/// Returns when to refresh credentials that are obtained now. Jitter keeps the programs of a fleet from refreshing
/// simultaneously.
fn refresh_at(credentials: &Credentials, now: SystemTime) -> SystemTime {
    let jitter = fastrand::f64();
    match credentials.expiry() {
        None => now + LOOKUP_INTERVAL.mul_f64(1.0 + 0.2 * jitter),
        Some(expiry) => {
            let life = expiry.duration_since(now).unwrap_or_default();
            let ahead = REFRESH_AHEAD.min(life / REFRESH_AHEAD_PART).mul_f64(1.0 + 0.5 * jitter);
            expiry.checked_sub(ahead).unwrap_or(expiry)
        }
    }
}

#[cfg(test)]
mod tests;
