//! The rules of refreshing, on a paused clock.

use std::time::UNIX_EPOCH;

use tokio::time::{advance, sleep};

use super::*;
use crate::identity::ProvideFuture;

const EPOCH: Duration = Duration::from_secs(1_700_000_000);

/// A source whose credentials have a lifetime. It takes time to respond, and fails on request.
#[derive(Debug)]
struct Source {
    life: Option<Duration>,
    takes: Duration,
    asked: Mutex<u32>,
    fails: Mutex<bool>,
    start: Instant,
}

impl Source {
    fn new(life: Option<u64>) -> Arc<Source> {
        let (takes, start) = (Duration::from_millis(100), Instant::now());
        let life = life.map(Duration::from_secs);
        Arc::new(Source { life, takes, asked: Mutex::default(), fails: Mutex::default(), start })
    }

    /// Returns the paused clock's time as a wall clock would show it.
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + EPOCH + self.start.elapsed()
    }

    fn asked(&self) -> u32 {
        *self.asked.lock().unwrap()
    }

    fn fail(&self, fails: bool) {
        *self.fails.lock().unwrap() = fails;
    }

    async fn id(&self, cache: &CredentialsCache) -> Result<u32, String> {
        let credentials = cache.get(self.now()).await.map_err(|error| error.to_string())?;
        assert!(credentials.expiry().is_none_or(|expiry| self.now() < expiry), "expired: {credentials:?}");
        Ok(credentials.secret_id().parse().unwrap())
    }
}

/// The cache owns this handle, so that the test can observe the source.
#[derive(Debug)]
struct Handle(Arc<Source>);

impl ProvideCredentials for Handle {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(async {
            let number = {
                let mut asked = self.0.asked.lock().unwrap();
                *asked += 1;
                *asked
            };
            sleep(self.0.takes).await;
            if *self.0.fails.lock().unwrap() {
                return Err(CredentialsError::new(format!("failure {number}")));
            }
            let credentials = Credentials::new(number.to_string(), "key");
            Ok(self.0.life.map_or(credentials.clone(), |life| credentials.with_expiry(self.0.now() + life)))
        })
    }
}

fn cache(life: Option<u64>) -> (Arc<Source>, Arc<CredentialsCache>) {
    let source = Source::new(life);
    let cache = Arc::new(CredentialsCache::new(Arc::new(Handle(source.clone()))));
    (source, cache)
}

async fn later(seconds: u64) {
    advance(Duration::from_secs(seconds)).await;
}

/// Lets a refresh in the background finish.
async fn settle() {
    sleep(Duration::from_secs(1)).await;
}

/// The programs of a fleet that were started together do not refresh together.
#[test]
fn refreshes_are_spread() {
    let now = UNIX_EPOCH + EPOCH;
    for (life, earliest, latest) in [
        (None, 900.0, 1080.0),
        (Some(7200), 6750.0, 6900.0),
        (Some(1200), 750.0, 900.0),
        (Some(100), 62.5, 75.0),
        (Some(0), 0.0, 0.0),
    ] {
        let credentials = Credentials::new("id", "key");
        let credentials =
            life.map_or(credentials.clone(), |life| credentials.with_expiry(now + Duration::from_secs(life)));
        fastrand::seed(7);
        let times = (0..1000).map(|_| refresh_at(&credentials, now).duration_since(now).unwrap().as_secs_f64());
        check_spread(&format!("a life of {life:?} s"), times, earliest, latest);
    }
}

#[tokio::test(start_paused = true)]
async fn waits_after_failures_grow_and_are_spread() {
    let now = UNIX_EPOCH + EPOCH;
    // Without credentials, and with credentials that are valid for four times as long.
    for (left, longest) in [(None, 60.0), (Some(40), 10.0)] {
        for (count, backoff) in [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0].into_iter().enumerate() {
            let longest = f64::min(backoff, longest);
            fastrand::seed(7);
            let waits = (0..1000).map(|_| {
                let cached = left.map(|left| {
                    let credentials = Credentials::new("id", "key").with_expiry(now + Duration::from_secs(left));
                    Cached { credentials, refresh_at: now, kept_until: None }
                });
                let mut state = CacheState { cached, ..CacheState::default() };
                for _ in 0..=count {
                    state.fail(CredentialsError::new("failed"), now);
                }
                state.failure.unwrap().wait.as_secs_f64()
            });
            check_spread(&format!("failure {count}"), waits, longest / 2.0, longest);
        }
    }
}

/// Checks that all values are within the bounds, and that some are close to each bound.
fn check_spread(place: &str, values: impl Iterator<Item = f64>, least: f64, most: f64) {
    let values: Vec<_> = values.collect();
    let (low, high) =
        values.iter().fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(*value), high.max(*value)));
    assert!(least <= low && high <= most, "{place}: {low} to {high}");
    assert!((high - low) >= (most - least) * 0.95, "{place}: {low} to {high}");
}

#[tokio::test(start_paused = true)]
async fn credentials_are_refreshed_before_they_expire_and_no_caller_waits() {
    for (life, still_fresh, stale) in [(7200, 6700, 200), (100, 60, 15)] {
        let (source, cache) = cache(Some(life));
        assert_eq!(source.id(&cache).await, Ok(1));
        later(still_fresh).await;
        assert_eq!(source.id(&cache).await, Ok(1));
        settle().await;
        assert_eq!(source.asked(), 1, "a life of {life} s");
        later(stale).await;
        let before = Instant::now();
        assert_eq!(source.id(&cache).await, Ok(1), "the old credentials are valid");
        assert_eq!(before.elapsed(), Duration::ZERO);
        settle().await;
        assert_eq!((source.id(&cache).await, source.asked()), (Ok(2), 2));
    }
}

#[tokio::test(start_paused = true)]
async fn the_moments_of_refresh_and_expiry_themselves_are_too_late() {
    for (early, asked) in [(1, 1), (0, 2)] {
        let (source, cache) = cache(Some(7200));
        assert_eq!(source.id(&cache).await, Ok(1));
        let refresh_at = cache.0.lock().cached.as_ref().unwrap().refresh_at;
        assert_eq!(cache.get(refresh_at - Duration::from_nanos(early)).await.unwrap().secret_id(), "1");
        settle().await;
        assert_eq!(source.asked(), asked);
    }
    for (early, id) in [(1, "1"), (0, "2")] {
        let (source, cache) = cache(Some(7200));
        let expiry = cache.get(source.now()).await.unwrap().expiry().unwrap();
        assert_eq!(cache.get(expiry - Duration::from_nanos(early)).await.unwrap().secret_id(), id);
    }
}

#[tokio::test(start_paused = true)]
async fn callers_that_wait_together_share_one_refresh() {
    let (source, cache) = cache(Some(7200));
    for round in 1..=2 {
        let callers: Vec<_> = (0..100)
            .map(|_| {
                let (source, cache) = (source.clone(), cache.clone());
                tokio::spawn(async move { source.id(&cache).await })
            })
            .collect();
        for caller in callers {
            assert_eq!(caller.await.unwrap(), Ok(round));
        }
        assert_eq!(source.asked(), round);
        later(7201).await;
    }
}

/// The first caller starts the refresh and is dropped; the others still get their credentials from it.
#[tokio::test(start_paused = true)]
async fn a_refresh_outlives_the_caller_that_started_it() {
    let (source, cache) = cache(Some(7200));
    let first = {
        let (source, cache) = (source.clone(), cache.clone());
        tokio::spawn(async move { source.id(&cache).await })
    };
    tokio::task::yield_now().await;
    let second = {
        let (source, cache) = (source.clone(), cache.clone());
        tokio::spawn(async move { source.id(&cache).await })
    };
    sleep(source.takes / 2).await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    assert_eq!((second.await.unwrap(), source.asked()), (Ok(1), 1));
    // All callers are dropped: the refresh continues for later ones.
    later(7201).await;
    let _ = timeout(Duration::from_millis(1), source.id(&cache)).await.unwrap_err();
    settle().await;
    assert_eq!((source.id(&cache).await, source.asked()), (Ok(2), 2));
}

#[tokio::test(start_paused = true)]
async fn a_failed_refresh_keeps_valid_credentials_and_is_retried_with_growing_waits() {
    // For any jitter.
    for seed in 0..20 {
        fastrand::seed(seed);
        check_a_failed_refresh().await;
    }
}

async fn check_a_failed_refresh() {
    let (source, cache) = cache(Some(7200));
    assert_eq!(source.id(&cache).await, Ok(1));
    later(6900).await;
    source.fail(true);
    // A call every 100 ms for the 150 s in which the old credentials are valid and due for a refresh.
    for _ in 0..1500 {
        assert_eq!(source.id(&cache).await, Ok(1));
        sleep(Duration::from_millis(100)).await;
    }
    // The attempt that the last call may have started fails, too.
    settle().await;
    let asked = source.asked();
    // Waits of 0.5 to 1 times 1, 2, 4, 8, 16, 32, 60, … s, each after a failure that takes 100 ms.
    assert!((6..=14).contains(&asked), "{asked} attempts in 150 s");
    source.fail(false);
    sleep(Duration::from_secs(61)).await;
    assert_eq!(source.id(&cache).await, Ok(1));
    settle().await;
    assert_eq!((source.id(&cache).await, source.asked()), (Ok(asked + 1), asked + 1));
}

#[tokio::test(start_paused = true)]
async fn without_valid_credentials_the_failure_is_returned_and_soon_retried() {
    let (source, cache) = cache(Some(7200));
    source.fail(true);
    assert_eq!(source.id(&cache).await, Err("failure 1".to_owned()));
    for _ in 0..100 {
        assert_eq!(source.id(&cache).await, Err("failure 1".to_owned()));
    }
    sleep(WAIT_WITHOUT_CREDENTIALS).await;
    source.fail(false);
    assert_eq!(source.id(&cache).await, Ok(2));
    // The same holds if credentials expire while their refreshes fail.
    source.fail(true);
    later(7000).await;
    assert_eq!(source.id(&cache).await, Ok(2));
    settle().await;
    later(200).await;
    assert_eq!(source.id(&cache).await, Err("failure 4".to_owned()));
    sleep(WAIT_WITHOUT_CREDENTIALS).await;
    source.fail(false);
    assert_eq!(source.id(&cache).await, Ok(5));
}

#[tokio::test(start_paused = true)]
async fn permanent_credentials_are_looked_up_again() {
    let (source, cache) = cache(None);
    assert_eq!(source.id(&cache).await, Ok(1));
    later(899).await;
    assert_eq!(source.id(&cache).await, Ok(1));
    later(200).await;
    source.fail(true);
    assert_eq!(source.id(&cache).await, Ok(1));
    settle().await;
    assert_eq!((source.id(&cache).await, source.asked()), (Ok(1), 2), "a failure keeps them");
    source.fail(false);
    settle().await;
    let _ = source.id(&cache).await;
    settle().await;
    assert_eq!(source.id(&cache).await, Ok(3));
}

/// Rejected credentials are replaced, but not again and again.
#[tokio::test(start_paused = true)]
async fn replacements_are_limited() {
    const MOMENT: Duration = Duration::from_millis(1);
    let (source, cache) = cache(Some(7200));
    let first = cache.get(source.now()).await.unwrap();
    for _ in 0..2 {
        assert!(cache.replace(&first, source.now()).await, "there are others");
        assert_eq!(source.asked(), 2);
    }
    let second = cache.get(source.now()).await.unwrap();
    advance(REPLACE_INTERVAL - source.takes - MOMENT).await;
    assert!(!cache.replace(&second, source.now()).await);
    assert_eq!(source.asked(), 2);
    advance(MOMENT).await;
    assert!(cache.replace(&second, source.now()).await);
    assert_eq!(source.asked(), 3);
}

/// Corrections of the clock skew move the clock back and forth. This neither panics nor refreshes endlessly.
#[tokio::test(start_paused = true)]
async fn credentials_that_have_expired_on_arrival() {
    let (source, cache) = cache(Some(7200));
    let ahead = source.now() + Duration::from_secs(86_400);
    for asked in 1..=3 {
        for _ in 0..10 {
            assert_eq!(cache.get(ahead).await.unwrap().secret_id(), asked.to_string());
        }
        advance(EXPIRED_KEPT).await;
    }
    assert_eq!(source.id(&cache).await, Ok(3));
}

#[derive(Debug)]
struct Panics;

impl ProvideCredentials for Panics {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(async { panic!("a bug") })
    }
}

#[derive(Debug)]
struct Hangs;

impl ProvideCredentials for Hangs {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn sources_that_misbehave() {
    for (source, part) in [(Arc::new(Panics) as Arc<dyn ProvideCredentials>, "panicked"), (Arc::new(Hangs), "60s")] {
        let cache = CredentialsCache::new(source);
        for _ in 0..2 {
            let error = cache.get(UNIX_EPOCH).await.unwrap_err();
            assert!(error.to_string().contains(part), "{error}");
            sleep(WAIT_WITHOUT_CREDENTIALS).await;
        }
    }
}

/// A thousand callers, whose credentials expire every second or two: each receives valid credentials, and together they
/// ask for new ones once.
#[tokio::test(start_paused = true)]
async fn a_thousand_callers_whose_credentials_expire_every_second() {
    for (seed, life) in [(1, 1), (2, 2)] {
        fastrand::seed(seed);
        let (source, cache) = cache(Some(life));
        let start = Instant::now();
        let callers: Vec<_> = (0..1000)
            .map(|_| {
                let (source, cache) = (source.clone(), cache.clone());
                tokio::spawn(async move {
                    let mut last = 0;
                    while start.elapsed() < Duration::from_secs(20) {
                        let id = source.id(&cache).await.unwrap();
                        assert!(id >= last, "{id} after {last}");
                        last = id;
                        sleep(Duration::from_millis(fastrand::u64(1..400))).await;
                    }
                })
            })
            .collect();
        for caller in callers {
            caller.await.unwrap();
        }
        // Credentials are used for at least 5/8 of their lifetime, and at most for all of it; asking takes 100 ms.
        let asked = u64::from(source.asked());
        let (least, most) = (20_000 / (life * 1000), 20_500 / (life * 625) + 1);
        assert!((least..=most).contains(&asked), "{asked} refreshes with a life of {life} s");
    }
}

/// A refresh ends with its runtime, and makes no progress while that is idle; a caller in another runtime then starts
/// another.
#[test]
fn a_refresh_whose_runtime_ends_or_is_idle() {
    for ends in [true, false] {
        check_a_refresh_in_another_runtime(ends);
    }
}

fn paused_runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}

fn lasting_source(takes: Duration) -> (Arc<Source>, Arc<CredentialsCache>) {
    let source = Arc::new(Source {
        life: Some(Duration::from_secs(7200)),
        takes,
        asked: Mutex::default(),
        fails: Mutex::default(),
        start: Instant::now(),
    });
    let cache = Arc::new(CredentialsCache::new(Arc::new(Handle(source.clone()))));
    (source, cache)
}

fn check_a_refresh_in_another_runtime(ends: bool) {
    let (source, cache) = lasting_source(Duration::from_millis(20));
    let left = paused_runtime();
    left.block_on(async { timeout(Duration::from_millis(1), source.id(&cache)).await.unwrap_err() });
    let left = (!ends).then_some(left);
    assert_eq!(paused_runtime().block_on(source.id(&cache)), Ok(2));
    // The runtime is driven again: its refresh, which is the older one, ends without a trace.
    if let Some(left) = left {
        left.block_on(settle());
        assert_eq!((left.block_on(source.id(&cache)), source.asked()), (Ok(2), 2));
    }
}

/// An older refresh that succeeds while a newer one is in progress neither ends the newer one nor writes.
#[test]
fn a_refresh_that_was_abandoned_does_not_write() {
    let (source, cache) = lasting_source(Duration::from_millis(150));
    let (first, second) = (paused_runtime(), paused_runtime());
    first.block_on(async { timeout(Duration::from_millis(140), source.id(&cache)).await.unwrap_err() });
    // The second runtime gives up on the first, and is stopped in the middle of its own refresh.
    let limit = FOREIGN_TIMEOUT + Duration::from_millis(10);
    second.block_on(async { timeout(limit, source.id(&cache)).await.unwrap_err() });
    assert_eq!(source.asked(), 2);
    first.block_on(settle());
    assert!(cache.0.lock().is_pending(2) && cache.0.lock().cached.is_none());
    assert_eq!((second.block_on(source.id(&cache)), source.asked()), (Ok(2), 2));
}

/// With several runtimes that are all driven, in turn here, there is one refresh at a time, however long it takes, and
/// whenever a caller comes.
#[test]
fn one_refresh_over_several_runtimes() {
    let (source, cache) = lasting_source(3 * FOREIGN_TIMEOUT);
    let runtimes: Vec<_> = (0..5).map(|_| paused_runtime()).collect();
    let callers: Vec<_> = runtimes
        .iter()
        .zip(0..)
        .map(|(runtime, place)| {
            let (source, cache) = (source.clone(), cache.clone());
            runtime.spawn(async move {
                sleep(place * FOREIGN_TIMEOUT / 2).await;
                source.id(&cache).await
            })
        })
        .collect();
    while !callers.iter().all(|caller| caller.is_finished()) {
        runtimes.iter().for_each(|runtime| runtime.block_on(async { sleep(FOREIGN_TIMEOUT / 3).await }));
    }
    for (runtime, caller) in runtimes.iter().zip(callers) {
        assert_eq!(runtime.block_on(caller).unwrap(), Ok(1));
    }
    assert_eq!(source.asked(), 1);
}

/// Credentials are refreshed before they expire, although an idle runtime has begun to refresh them: no caller waits.
#[test]
fn an_early_refresh_whose_runtime_is_idle() {
    let (source, cache) = lasting_source(Duration::from_millis(20));
    let (idle, other) = (paused_runtime(), paused_runtime());
    assert_eq!(other.block_on(source.id(&cache)), Ok(1));
    let due = source.now() + Duration::from_secs(7000);
    let id = async || cache.get(due).await.unwrap().secret_id().to_owned();
    assert_eq!(idle.block_on(id()), "1");
    other.block_on(async {
        let start = Instant::now();
        assert_eq!((id().await, start.elapsed(), source.asked()), ("1".to_owned(), Duration::ZERO, 1));
        sleep(FOREIGN_TIMEOUT).await;
        assert_eq!((id().await, start.elapsed(), source.asked()), ("1".to_owned(), FOREIGN_TIMEOUT, 1));
        settle().await;
        assert_eq!((id().await, source.asked()), ("2".to_owned(), 2));
    });
}

/// Rejected credentials are replaced although the runtime that began to replace them is idle.
#[test]
fn a_replacement_whose_runtime_is_idle() {
    let (source, cache) = lasting_source(Duration::from_millis(20));
    let (idle, other) = (paused_runtime(), paused_runtime());
    let rejected = other.block_on(cache.get(source.now())).unwrap();
    idle.block_on(async {
        timeout(Duration::from_millis(1), cache.replace(&rejected, source.now())).await.unwrap_err();
    });
    assert!(other.block_on(cache.replace(&rejected, source.now())));
    assert_eq!((other.block_on(source.id(&cache)), source.asked()), (Ok(3), 3));
}
